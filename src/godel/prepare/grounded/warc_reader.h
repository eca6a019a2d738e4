// SPDX-License-Identifier: MIT
// Web archives (WARC 1.0 and 1.1, ISO 28500): records one after the other, each usually a gzip member of its own.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "godel/base/result.h"
#include "godel/dataset/byte_source.h"

namespace godel {

struct WarcRecord {
  std::string type;        // "response", "request", "warcinfo", ...
  std::string target_uri;  // without the angle brackets that some writers put around it
  std::string block;       // of a response: the HTTP message
};

// For one thread at a time. Memory: one record.
class WarcReader {
 public:
  struct Counts {
    size_t records = 0;        // given
    size_t too_long = 0;       // left out: longer than what is read
    size_t wrong_lengths = 0;  // places where a record should begin and something else stood
  };

  // `source` is decompressed (byte_source.h does so, member after member).
  explicit WarcReader(std::unique_ptr<ByteSource> source, size_t max_record_bytes = size_t{16} << 20)
      : source_(std::move(source)), max_record_bytes_(max_record_bytes) {}

  // The next record; nullopt at the end. Where none begins, because a length was wrong or the file was damaged, the
  // next line "WARC/1..." begins one. Error: what the source says; kBadData when the file ends inside a record.
  Result<std::optional<WarcRecord>> Next();
  const Counts& counts() const { return counts_; }

 private:
  // Up to and with "\n", cut at 64 KiB; empty at the end.
  Result<std::string> ReadLine();
  Result<std::optional<std::string>> ReadHead();
  // Whether all of it was there. What is above the limit is left out.
  Result<bool> ReadBlock(size_t size, std::string* block);
  Result<bool> Fill();

  std::unique_ptr<ByteSource> source_;
  size_t max_record_bytes_;
  Counts counts_;
  std::string buffer_;
  size_t begin_ = 0;
};

}  // namespace godel
