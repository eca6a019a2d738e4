// SPDX-License-Identifier: MIT
// The one file in a zip archive, as corpora are handed out: "test.json.zip" holds test.json.
#pragma once
#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/dataset/byte_source.h"

namespace godel {

// What zip archives begin with: those that hold something, and empty ones.
bool IsZip(std::string_view start);

// The entry that holds data: the only one, or the only one whose name ends in .json or .jsonl; folders and what macOS
// adds are no entries. It is decompressed as it is read and its checksum is compared at its end, so that an archive
// that claims little and holds much costs time and no memory. Error: kIo; kBadData for a damaged archive, an empty one,
// or one with several such entries, which the message names; kUnsupported for an encrypted entry. `bytes_read` is
// ByteSourceOptions' own; as libzip does not say what it has read, the entry's compressed bytes count in the measure in
// which its text is given.
Result<std::unique_ptr<ByteSource>> OpenZipEntry(const std::string& path, std::atomic<size_t>* bytes_read = nullptr);

// The same from bytes, for tests and fuzzers.
Result<std::unique_ptr<ByteSource>> OpenZipEntryOf(std::string bytes);

}  // namespace godel
