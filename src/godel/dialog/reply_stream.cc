// SPDX-License-Identifier: MIT
#include "godel/dialog/reply_stream.h"

#include <algorithm>

#include "godel/prompt/prompt.h"

namespace godel {
namespace {

constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";

// Bytes at the end of `text` that may turn out to be EOS words, or the white space before them.
size_t UncertainBytes(std::string_view text) {
  std::string_view certain = text;
  for (const std::string_view beginning : {"EO", "E"}) {
    if (!certain.ends_with(beginning)) continue;
    certain.remove_suffix(beginning.size());
    break;
  }
  while (certain.ends_with(kEndWord)) certain.remove_suffix(kEndWord.size());
  const size_t last = certain.find_last_not_of(kWhiteSpace);
  return text.size() - (last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

std::string ReplyStream::Append(std::string_view text) {
  if (ended_) return "";
  raw_ += text;
  const size_t end = FindEndOfReply(raw_, next_);
  // An EOS at the very end is not one yet: a letter may follow.
  size_t behind = end;
  while (std::string_view(raw_).substr(behind, kEndWord.size()) == kEndWord) behind += kEndWord.size();
  if (behind < raw_.size()) {
    ended_ = true;
    return Show(end);
  }
  return Show(raw_.size() - UncertainBytes(raw_));
}

std::string ReplyStream::Finish() {
  if (ended_) return "";
  ended_ = true;
  return Show(FindEndOfReply(raw_, next_));
}

std::string ReplyStream::Show(size_t end) {
  size_t begin = next_;
  if (shown_.empty()) begin = std::min(raw_.find_first_not_of(kWhiteSpace, begin), raw_.size());
  const size_t last = raw_.find_last_not_of(kWhiteSpace, end == 0 ? 0 : end - 1);
  end = end == 0 || last == std::string::npos ? 0 : std::min(end, last + 1);
  if (end <= begin) return "";
  std::string part = raw_.substr(begin, end - begin);
  next_ = end;
  shown_ += part;
  return part;
}

}  // namespace godel
