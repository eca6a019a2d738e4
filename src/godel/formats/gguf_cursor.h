// SPDX-License-Identifier: MIT
// Reads a GGUF file's header from front to back; no step leaves the file.
#pragma once
#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string_view>

#include "godel/base/result.h"
#include "godel/formats/little_endian.h"
#include "godel/formats/named_tensors.h"

namespace godel {

class GgufCursor {
 public:
  explicit GgufCursor(std::span<const std::byte> file) : file_(file) {}

  size_t at() const { return at_; }
  size_t left() const { return file_.size() - at_; }

  // The next `count` bytes; `what` they are, for the message.
  Result<std::span<const std::byte>> Take(uint64_t count, std::string_view what) {
    if (count > left())
      return Fail(
          ErrorCode::kBadData,
          fmt::format("{} of {} bytes at {} does not end inside the file of {} bytes; it is cut off or damaged, "
                      "download it again",
                      what, count, at_, file_.size()));
    const auto bytes = file_.subspan(at_, count);
    at_ += count;
    return bytes;
  }

  Result<uint64_t> Unsigned(size_t width, std::string_view what) {
    GODEL_TRY(const auto bytes, Take(width, what));
    return LoadLittleEndian(bytes, 0, width);
  }

  // A length and that many bytes.
  Result<std::string_view> Text(std::string_view what) {
    GODEL_TRY(const uint64_t bytes, Unsigned(8, what));
    GODEL_TRY(const auto text, Take(bytes, what));
    return AsText(text);
  }

  // The same for what becomes a key or a name here.
  Result<std::string_view> Name(size_t max_bytes, std::string_view what) {
    GODEL_TRY(const std::string_view name, Text(what));
    if (name.size() > max_bytes)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("{} of {} bytes; at most {} are read", what, name.size(), max_bytes));
    return name;
  }

 private:
  std::span<const std::byte> file_;
  size_t at_ = 0;
};

}  // namespace godel
