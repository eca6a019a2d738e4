// SPDX-License-Identifier: MIT
#include "command_line/line_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace godel::apps {

Result<LineReader> LineReader::Open(const std::string& path, size_t max_line_bytes) {
  if (path.empty() || path == "-") return LineReader(dup(STDIN_FILENO), max_line_bytes);
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return Fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  return LineReader(fd, max_line_bytes);
}

LineReader::LineReader(int fd, size_t max_line_bytes) : fd_(fd), max_line_bytes_(max_line_bytes) {
  struct stat status;
  if (fstat(fd_, &status) == 0 && S_ISREG(status.st_mode)) total_bytes_ = static_cast<uint64_t>(status.st_size);
}

LineReader::LineReader(LineReader&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      max_line_bytes_(other.max_line_bytes_),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      line_number_(other.line_number_),
      bytes_read_(other.bytes_read_),
      total_bytes_(other.total_bytes_),
      at_end_(other.at_end_) {}

LineReader::~LineReader() {
  if (fd_ >= 0) close(fd_);
}

Result<std::optional<Line>> LineReader::Next() {
  constexpr size_t kChunkBytes = 64 << 10;
  Line line;
  while (true) {
    const size_t newline = buffer_.find('\n', begin_);
    const bool complete = newline != std::string::npos;
    const size_t end = complete ? newline : buffer_.size();
    const size_t room = max_line_bytes_ - line.text.size();
    line.text.append(buffer_, begin_, std::min(room, end - begin_));
    line.too_long = line.too_long || end - begin_ > room;
    bytes_read_ += end - begin_ + (complete ? 1 : 0);
    const bool something = complete || !line.text.empty() || line.too_long;
    begin_ = complete ? newline + 1 : 0;
    if (!complete) buffer_.clear();
    if (complete || (at_end_ && something)) {
      line.number = line_number_++;
      return std::optional<Line>(std::move(line));
    }
    if (at_end_) return std::optional<Line>();

    buffer_.resize(kChunkBytes);
    ssize_t got = 0;
    do {
      got = read(fd_, buffer_.data(), buffer_.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) return Fail(ErrorCode::kIo, fmt::format("cannot read the input: {}", std::strerror(errno)));
    buffer_.resize(static_cast<size_t>(got));
    at_end_ = got == 0;
  }
}

bool LineReader::Ready() const {
  if (at_end_ || total_bytes_ > 0 || buffer_.find('\n', begin_) != std::string::npos) return true;
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  return poll(&waiting, 1, 0) != 0;
}

}  // namespace godel::apps
