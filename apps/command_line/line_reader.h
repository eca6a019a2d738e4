// SPDX-License-Identifier: MIT
// Lines of a file or a pipe, as they come.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "godel/base/result.h"

namespace godel::apps {

struct Line {
  std::string text;       // without its "\n"
  size_t number = 0;      // from 0
  bool too_long = false;  // `text` is then only its beginning
};

class LineReader {
 public:
  // "-" or "" is the standard input. Error: kNotFound, kIo.
  static Result<LineReader> Open(const std::string& path, size_t max_line_bytes = kMaxLineBytes);
  LineReader(LineReader&& other) noexcept;
  LineReader& operator=(LineReader&&) = delete;
  ~LineReader();

  // The next line; the last one need not end with "\n". nullopt at the end.
  Result<std::optional<Line>> Next();
  // Whether Next would answer without waiting, as far as one can tell.
  bool Ready() const;

  uint64_t bytes_read() const { return bytes_read_; }    // by Next
  uint64_t total_bytes() const { return total_bytes_; }  // 0 when it is not a regular file

  static constexpr size_t kMaxLineBytes = size_t{16} << 20;

 private:
  LineReader(int fd, size_t max_line_bytes);

  int fd_;
  size_t max_line_bytes_;
  std::string buffer_;
  size_t begin_ = 0;  // of what Next has not given yet in buffer_
  size_t line_number_ = 0;
  uint64_t bytes_read_ = 0;
  uint64_t total_bytes_ = 0;
  bool at_end_ = false;
};

}  // namespace godel::apps
