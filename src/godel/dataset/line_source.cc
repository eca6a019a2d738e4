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
  if (begin_ < end_) return true;
  if (failed_) return tl::unexpected<Error>(*failed_);
  buffer_.resize(kChunkBytes);
  begin_ = end_ = 0;
  // The first time until it shows whether there is a mark: a pipe may give a byte at a time.
  const size_t wanted = begun_ ? 1 : kByteOrderMark.size();
  begun_ = true;
  while (!at_end_ && end_ < wanted) {
    auto got = source_->Read(std::span(buffer_).subspan(end_));
    if (!got) {
      failed_ = std::move(got.error());
      failed_->message = fmt::format("{}:{}: {}", name_, lines_ + 1, failed_->message);
      break;
    }
    end_ += *got;
    at_end_ = *got == 0;
  }
  if (wanted > 1 && Unread().starts_with(kByteOrderMark)) begin_ = kByteOrderMark.size();
  if (begin_ < end_) return true;
  if (failed_) return tl::unexpected<Error>(*failed_);
  return false;
}

Result<std::optional<LineView>> LineSource::NextView() {
  line_.clear();
  bool begun = false;
  bool too_long = false;
  while (true) {
    GODEL_TRY(const bool more, FillBuffer());
    if (!more && !begun) return std::optional<LineView>();
    const std::string_view unread = Unread();
    const size_t newline = unread.find('\n');
    const bool complete = newline != std::string_view::npos;
    const std::string_view part = unread.substr(0, newline);
    const std::string_view kept = part.substr(0, max_line_bytes_ - line_.size());
    too_long = too_long || kept.size() < part.size();
    begin_ += part.size() + (complete ? 1 : 0);
    if (complete && !begun) return LineView{.text = kept, .number = ++lines_, .too_long = too_long};
    begun = true;
    line_ += kept;
    if (complete || !more) return LineView{.text = line_, .number = ++lines_, .too_long = too_long};
  }
}

Result<std::optional<SourceLine>> LineSource::Next() {
  GODEL_TRY(const std::optional<LineView> line, NextView());
  if (!line) return std::optional<SourceLine>();
  return SourceLine{.text = std::string(line->text), .number = line->number, .too_long = line->too_long};
}

Result<char> LineSource::FirstSign() {
  while (true) {
    GODEL_TRY(const bool more, FillBuffer());
    if (!more) return '\0';
    const char sign = Unread().front();
    if (std::string_view(" \t\r\n\f\v").find(sign) == std::string_view::npos) return sign;
    ++begin_;
    if (sign == '\n') ++lines_;
  }
}

Result<std::optional<LineSource::Piece>> LineSource::PeekPiece() {
  GODEL_TRY(const bool more, FillBuffer());
  if (!more) return std::optional<Piece>();
  const size_t newline = Unread().find('\n');
  const bool complete = newline != std::string_view::npos;
  return Piece{Unread().substr(0, complete ? newline + 1 : newline), lines_ + 1};
}

Result<std::optional<LineSource::Piece>> LineSource::NextPiece() {
  GODEL_TRY(const std::optional<Piece> piece, PeekPiece());
  if (!piece) return piece;
  begin_ += piece->text.size();
  if (piece->text.ends_with('\n')) ++lines_;
  return piece;
}

}  // namespace godel
