// SPDX-License-Identifier: MIT
// The bytes of a file as they were before it was compressed, front to back. Plain, gzip, zstd and zip files are told
// apart by their first bytes, never by their names.
#pragma once
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "godel/base/result.h"

namespace godel {

// Fills the front of the span and gives how much; 0 at the end, and only there (for a span that is not empty).
using ReadBytes = std::function<Result<size_t>(std::span<char>)>;

struct ByteSourceOptions {
  // The largest zstd window, 2^n bytes, and with it about the memory that reading may take. Archives made with
  // --long=31 need 31; ordinary ones stay below 23.
  int max_zstd_window_log = 31;
  // Not nullptr: grows by what is read of the file itself, compressed or not, so that whoever knows its size can say
  // how far a run is. Outlives the source.
  std::atomic<size_t>* bytes_read = nullptr;
};

// For one thread at a time. Takes a fixed amount of memory (besides a zstd window), however large the file is.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // As ReadBytes. Error: kIo; kBadData when an archive is damaged or ends early; kResourceExhausted for a zstd window
  // above the limit. Messages say what is wrong, but not where.
  virtual Result<size_t> Read(std::span<char> out) = 0;
};

// "-" is the standard input. Of a zip archive the one file in it is read (zip_entry.h), which needs a file that can be
// read at any place. Error: kNotFound, kIo; for zip archives as OpenZipEntry.
Result<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path, const ByteSourceOptions& options = {});

// What `raw` gives, decompressed: archives may consist of several members, which are read as one text.
Result<std::unique_ptr<ByteSource>> DecompressBytes(ReadBytes raw, const ByteSourceOptions& options = {});

// The bytes themselves, for tests.
ReadBytes BytesOf(std::string bytes);

}  // namespace godel
