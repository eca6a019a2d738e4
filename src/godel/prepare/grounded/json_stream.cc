// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/json_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace godel {

size_t JsonStream::line() const {
  return lines_before_ + static_cast<size_t>(std::count(eback(), gptr(), '\n'));
}

JsonStream::int_type JsonStream::underflow() {
  if (error_) return traits_type::eof();
  lines_before_ = line();
  setg(block_.data(), block_.data(), block_.data());
  auto read = source_->Read(block_);
  if (!read) {
    error_ = std::move(read.error());
    return traits_type::eof();
  }
  if (*read == 0) return traits_type::eof();
  if (!Measure(*read)) {
    error_ = Error{
        ErrorCode::kResourceExhausted,
        fmt::format("a string or number of more than {} bytes, which is the most that is read", max_token_bytes_)};
    return traits_type::eof();
  }
  setg(block_.data(), block_.data(), block_.data() + *read);
  return traits_type::to_int_type(block_.front());
}

bool JsonStream::Measure(size_t size) {
  constexpr std::string_view kTokenEnds = ",:[]{} \t\r\n";
  for (const char sign : std::string_view(block_.data(), size)) {
    ++token_bytes_;
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_ && sign == '\\') {
      escaped_ = true;
    } else if (sign == '"') {
      in_string_ = !in_string_;
      token_bytes_ = 0;
    } else if (!in_string_ && kTokenEnds.find(sign) != std::string_view::npos) {
      token_bytes_ = 0;
    }
    if (token_bytes_ > max_token_bytes_) return false;
  }
  return true;
}

}  // namespace godel
