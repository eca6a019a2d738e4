// SPDX-License-Identifier: MIT
#include "godel/dataset/line_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

namespace godel {

Result<LineSource> LineSource::Open(const std::string& path, const LineSourceOptions& options) {
  GODEL_TRY(std::unique_ptr<ByteSource> source, OpenByteSource(path, options.bytes));
  return LineSource(std::move(source), path == "-" ? "the standard input" : path, options);
}

LineSource::LineSource(std::unique_ptr<ByteSource> source, std::string name, const LineSourceOptions& options)
    : source_(std::move(source)), name_(std::move(name)), max_line_bytes_(options.max_line_bytes) {}

Result<bool> LineSource::FillBuffer() {
  constexpr size_t kChunkBytes = size_t{64} << 10;
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (begin_ < buffer_.size()) return true;
  if (failed_) return tl::unexpected<Error>(*failed_);
  buffer_.clear();
  begin_ = 0;
  // The first time until it shows whether there is a mark: a pipe may give a byte at a time.
  const size_t wanted = begun_ ? 1 : kByteOrderMark.size();
  begun_ = true;
  while (!at_end_ && buffer_.size() < wanted) {
    const size_t had = buffer_.size();
    buffer_.resize(had + kChunkBytes);
    auto got = source_->Read(std::span(buffer_).subspan(had));
    buffer_.resize(had + (got ? *got : 0));
    if (!got) {
      failed_ = std::move(got.error());
      failed_->message = fmt::format("{}:{}: {}", name_, lines_ + 1, failed_->message);
      break;
    }
    at_end_ = *got == 0;
  }
  if (wanted > 1 && buffer_.starts_with(kByteOrderMark)) begin_ = kByteOrderMark.size();
  if (begin_ < buffer_.size()) return true;
  if (failed_) return tl::unexpected<Error>(*failed_);
  return false;
}

Result<std::optional<SourceLine>> LineSource::Next() {
  SourceLine line;
  bool something = false;
  while (true) {
    GODEL_TRY(const bool more, FillBuffer());
    if (!more && !something) return std::optional<SourceLine>();
    const size_t newline = buffer_.find('\n', begin_);
    const bool complete = newline != std::string::npos;
    const size_t end = complete ? newline : buffer_.size();
    const size_t room = max_line_bytes_ - line.text.size();
    line.text.append(buffer_, begin_, std::min(room, end - begin_));
    line.too_long = line.too_long || end - begin_ > room;
    something = true;
    begin_ = complete ? newline + 1 : end;
    if (complete || !more) {
      line.number = ++lines_;
      return std::optional<SourceLine>(std::move(line));
    }
  }
}

Result<char> LineSource::FirstSign() {
  while (true) {
    GODEL_TRY(const bool more, FillBuffer());
    if (!more) return '\0';
    const char sign = buffer_[begin_];
    if (std::string_view(" \t\r\n\f\v").find(sign) == std::string_view::npos) return sign;
    ++begin_;
    if (sign == '\n') ++lines_;
  }
}

Result<std::optional<LineSource::Piece>> LineSource::NextPiece() {
  GODEL_TRY(const bool more, FillBuffer());
  if (!more) return std::optional<Piece>();
  const size_t newline = buffer_.find('\n', begin_);
  const bool complete = newline != std::string::npos;
  const size_t end = complete ? newline + 1 : buffer_.size();
  const Piece piece{std::string_view(buffer_).substr(begin_, end - begin_), lines_ + 1};
  begin_ = end;
  if (complete) ++lines_;
  return std::optional<Piece>(piece);
}

}  // namespace godel
