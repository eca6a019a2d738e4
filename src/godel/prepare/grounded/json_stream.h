// SPDX-License-Identifier: MIT
// The bytes of a JSON file that is never held whole, for a SAX parser: a limit on each string and number, which the
// parser holds, and the line that it has come to.
#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <streambuf>
#include <utility>

#include "godel/base/result.h"
#include "godel/dataset/byte_source.h"

namespace godel {

// For one thread at a time. The stream ends early where `error` says why.
class JsonStream final : public std::streambuf {
 public:
  JsonStream(std::unique_ptr<ByteSource> source, size_t max_token_bytes)
      : source_(std::move(source)), max_token_bytes_(max_token_bytes) {}

  // kIo or kBadData of the source, kResourceExhausted for a string or number above the limit.
  const std::optional<Error>& error() const { return error_; }
  // From 1, of the byte that was taken last.
  size_t line() const;

 protected:
  int_type underflow() override;

 private:
  // Follows strings through the block. Whether all tokens keep to the limit.
  bool Measure(size_t size);

  std::unique_ptr<ByteSource> source_;
  size_t max_token_bytes_;
  std::array<char, size_t{64} << 10> block_{};
  size_t lines_before_ = 1;  // of block_
  size_t token_bytes_ = 0;   // since the last sign that ends a token
  bool in_string_ = false;
  bool escaped_ = false;
  std::optional<Error> error_;
};

}  // namespace godel
