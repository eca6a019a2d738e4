// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/warc_reader.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "godel/prepare/grounded/http_message.h"

namespace godel {
namespace {

constexpr size_t kReadBytes = size_t{64} << 10;
constexpr size_t kMaxHeadLineBytes = size_t{64} << 10;
constexpr size_t kMaxHeadBytes = size_t{256} << 10;
constexpr std::string_view kVersion = "WARC/1.";

bool IsBlank(std::string_view line) {
  return line == "\n" || line == "\r\n";
}

std::string WithoutBrackets(std::string uri) {
  return uri.size() >= 2 && uri.front() == '<' && uri.back() == '>' ? uri.substr(1, uri.size() - 2) : uri;
}

}  // namespace

Result<bool> WarcReader::Fill() {
  if (begin_ < buffer_.size()) return true;
  buffer_.resize(kReadBytes);
  begin_ = 0;
  const Result<size_t> read = source_->Read(buffer_);
  buffer_.resize(read.value_or(0));
  if (!read) return tl::unexpected<Error>(read.error());
  return *read > 0;
}

Result<std::string> WarcReader::ReadLine() {
  std::string line;
  while (true) {
    GODEL_TRY(const bool more, Fill());
    if (!more) return line;
    const size_t end = buffer_.find('\n', begin_);
    const size_t stop = end == std::string::npos ? buffer_.size() : end + 1;
    line.append(buffer_, begin_, std::min(stop - begin_, kMaxHeadLineBytes - std::min(kMaxHeadLineBytes, line.size())));
    begin_ = stop;
    if (end != std::string::npos) return line;
  }
}

// The header lines of the next record; nullopt at the end.
Result<std::optional<std::string>> WarcReader::ReadHead() {
  bool lost = false;
  while (true) {
    GODEL_TRY(const std::string line, ReadLine());
    if (line.empty()) return std::optional<std::string>();
    if (line.starts_with(kVersion)) break;
    if (!lost && !IsBlank(line)) ++counts_.wrong_lengths;
    lost = lost || !IsBlank(line);
  }
  std::string head;
  while (head.size() < kMaxHeadBytes) {
    GODEL_TRY(const std::string line, ReadLine());
    if (line.empty()) return Fail(ErrorCode::kBadData, "the file ends in the head of a record");
    if (IsBlank(line)) break;
    head += line;
  }
  return head;
}

Result<bool> WarcReader::ReadBlock(size_t size, std::string* block) {
  const bool kept = size <= max_record_bytes_;
  while (size > 0) {
    GODEL_TRY(const bool more, Fill());
    if (!more) return false;
    const size_t taken = std::min(size, buffer_.size() - begin_);
    if (kept) block->append(buffer_, begin_, taken);
    begin_ += taken;
    size -= taken;
  }
  return true;
}

Result<std::optional<WarcRecord>> WarcReader::Next() {
  while (true) {
    GODEL_TRY(const std::optional<std::string> head, ReadHead());
    if (!head) return std::optional<WarcRecord>();
    const std::string length = HeaderValue(*head, "Content-Length");
    size_t size = 0;
    const auto [end, failed] = std::from_chars(length.data(), length.data() + length.size(), size);
    if (length.empty() || failed != std::errc() || end != length.data() + length.size()) {
      ++counts_.wrong_lengths;
      continue;
    }
    WarcRecord record{.type = HeaderValue(*head, "WARC-Type"),
                      .target_uri = WithoutBrackets(HeaderValue(*head, "WARC-Target-URI")),
                      .block = {}};
    GODEL_TRY(const bool whole, ReadBlock(size, &record.block));
    if (!whole) return Fail(ErrorCode::kBadData, "the file ends inside a record");
    if (size > max_record_bytes_) {
      ++counts_.too_long;
      continue;
    }
    ++counts_.records;
    return record;
  }
}

}  // namespace godel
