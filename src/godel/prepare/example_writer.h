// SPDX-License-Identifier: MIT
// Examples into a data file, counted and fingerprinted on the way, with a card beside it when it is done.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/dataset/example.h"
#include "godel/dataset/text_sink.h"
#include "godel/prepare/digest.h"

namespace godel {

// For one thread at a time.
class ExampleWriter {
 public:
  // As OpenTextSink: .gz and .zst are compressed, and the file appears only at Commit.
  static Result<ExampleWriter> Open(const std::string& path);

  // The example as a row of JSON (ExampleRow). Error: kIo.
  Status Write(const Example& example);
  // A row of another format, counted as an example. Error: kIo.
  Status WriteRow(std::string_view row);
  // Must come last. Error: kIo.
  Status Commit();

  size_t examples() const { return examples_; }
  // SHA-256 of the rows, each with its "\n", as they are before compression. Once, after the last row.
  std::string TakeDigest() { return std::move(digest_).Hex(); }

 private:
  explicit ExampleWriter(std::unique_ptr<TextSink> sink) : sink_(std::move(sink)) {}

  std::unique_ptr<TextSink> sink_;
  Digest digest_{DigestKind::kSha256};
  size_t examples_ = 0;
};

}  // namespace godel
