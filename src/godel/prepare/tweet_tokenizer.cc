// SPDX-License-Identifier: MIT
#include "godel/prepare/tweet_tokenizer.h"

#include <utf8proc.h>

#include <span>

#include "godel/base/utf8.h"
#include "godel/prepare/html_entities.h"
#include "godel/prepare/tweet_scanner.h"

namespace godel {
namespace {

bool IsCased(char32_t sign) {
  const auto c = static_cast<utf8proc_int32_t>(sign);
  return utf8proc_tolower(c) != c || utf8proc_toupper(c) != c || utf8proc_category(c) == UTF8PROC_CATEGORY_LL;
}

// Marks, modifiers, and punctuation inside words (Unicode's Case_Ignorable).
bool IsCaseIgnorable(char32_t sign) {
  constexpr std::u32string_view kMidWord = U"'.:^`\u00B7\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";
  if (kMidWord.find(sign) != std::u32string_view::npos) return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(sign))) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
      return true;
    default:
      return false;
  }
}

// Unicode's condition Final_Sigma: a cased letter before it and none behind, what is ignorable left out.
bool IsFinalSigma(std::u32string_view token, size_t at) {
  size_t before = at;
  while (before > 0 && IsCaseIgnorable(token[before - 1])) --before;
  size_t behind = at + 1;
  while (behind < token.size() && IsCaseIgnorable(token[behind])) ++behind;
  return before > 0 && IsCased(token[before - 1]) && (behind == token.size() || !IsCased(token[behind]));
}

// As Python's str.lower: one code point becomes two for I with a dot, and a sigma at a word's end has a form of its
// own.
void AppendLower(const ScannedText& token, std::string* out) {
  constexpr char32_t kCapitalSigma = 0x3A3, kFinalSigma = 0x3C2, kSmallSigma = 0x3C3;
  constexpr char32_t kCapitalDottedI = 0x130, kDotAbove = 0x307;
  for (size_t i = 0; i < token.size(); ++i) {
    const char32_t sign = token.code_points[i];
    if (sign < 128) {
      *out += static_cast<char>(sign >= U'A' && sign <= U'Z' ? sign + 32 : sign);
    } else if (sign == kCapitalDottedI) {
      *out += 'i';
      AppendUtf8(kDotAbove, out);
    } else if (sign == kCapitalSigma) {
      AppendUtf8(IsFinalSigma({token.code_points.data(), token.size()}, i) ? kFinalSigma : kSmallSigma, out);
    } else {
      AppendUtf8(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(sign))), out);
    }
  }
}

bool HoldsEmoticon(const ScannedText& token) {
  for (size_t i = 0; i < token.size(); ++i)
    if (MatchEmoticon(token, i) != i) return true;
  return false;
}

// Of letters that white space or one of ,!? follows, which are most tokens: no kind but a word begins so.
size_t MatchPlainWord(const ScannedText& text, size_t at) {
  size_t end = at;
  while (text.Is(end, kLatinClass)) ++end;
  const char32_t next = text.At(end);
  const bool ends = end == text.size() || text.Is(end, kSpaceClass) || next == U',' || next == U'!' || next == U'?';
  return ends ? end : at;
}

// The kinds in NLTK's order: the first that matches gives the token.
size_t TokenEnd(const ScannedText& text, size_t at, ScanMemory& memory) {
  size_t end = MatchPlainWord(text, at);
  if (end != at) return end;
  end = MatchUrl(text, at, memory);
  if (end != at) return end;
  end = MatchPhoneNumber(text, at);
  if (end != at) return end;
  end = MatchEmoticon(text, at);
  if (end != at) return end;
  end = MatchTag(text, at, memory);
  if (end != at) return end;
  for (const auto match : {MatchArrow, MatchHandle, MatchHashtag, MatchEmail, MatchJoinedEmoji, MatchFlag}) {
    end = match(text, at);
    if (end != at) return end;
  }
  return MatchWord(text, at);
}

}  // namespace

// A sign that is neither letter nor number and comes four times or more in a row is left three times, which NLTK does
// for the sake of its expressions' speed.
void TweetTokenizer::ReadCodePoints(std::string_view text) {
  if (offsets_.size() <= text.size()) {
    code_points_.resize(text.size());
    classes_.resize(text.size());
    offsets_.resize(text.size() + 1);
  }
  count_ = 0;
  bytes_.clear();
  size_t run = 0;
  size_t at = 0;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    CodePoint next{byte, 1};
    if (byte >= 128) next = DecodeUtf8(text.substr(at)).value_or(CodePoint{U'\uFFFD', 1});
    at += next.bytes;
    const uint8_t classes = ClassesOf(next.value);
    run = count_ > 0 && code_points_[count_ - 1] == next.value ? run + 1 : 1;
    if (run > 3 && (classes & kNumeralClass) == 0) continue;
    code_points_[count_] = next.value;
    classes_[count_] = classes;
    offsets_[count_++] = bytes_.size();
    if (byte < 128) {
      bytes_ += static_cast<char>(byte);
    } else {
      AppendUtf8(next.value, &bytes_);
    }
  }
  offsets_[count_] = bytes_.size();
}

void TweetTokenizer::Scan() {
  const ScannedText text{.code_points = std::span(code_points_).first(count_),
                         .classes = std::span(classes_).first(count_)};
  ScanMemory memory;
  tokens_.clear();
  lowered_.clear();
  // Lower case may be longer: U+0130 grows from two bytes to three, and U+023A likewise; never more than that.
  if (letter_case_ == LetterCase::kLower) lowered_.reserve(bytes_.size() * 3 / 2 + 1);
  size_t at = 0;
  while (at < text.size()) {
    if (text.Is(at, kSpaceClass)) {
      ++at;
      continue;
    }
    const size_t end = TokenEnd(text, at, memory);
    const std::string_view token = std::string_view(bytes_).substr(offsets_[at], offsets_[end] - offsets_[at]);
    const ScannedText part{.code_points = text.code_points.subspan(at, end - at),
                           .classes = text.classes.subspan(at, end - at)};
    if (letter_case_ == LetterCase::kKeep || HoldsEmoticon(part)) {
      tokens_.push_back(token);
    } else {
      const size_t begin = lowered_.size();
      AppendLower(part, &lowered_);
      tokens_.push_back(std::string_view(lowered_).substr(begin));
    }
    at = end;
  }
}

const std::vector<std::string_view>& TweetTokenizer::Tokenize(std::string_view text) {
  if (text.find('&') != std::string_view::npos) {
    unescaped_ = ReplaceHtmlEntities(ReplaceInvalidUtf8(text));
    text = unescaped_;
  }
  ReadCodePoints(text);
  Scan();
  return tokens_;
}

std::vector<std::string> TweetTokens(std::string_view text, LetterCase letter_case) {
  TweetTokenizer tokenizer(letter_case);
  const auto& tokens = tokenizer.Tokenize(text);
  return {tokens.begin(), tokens.end()};
}

}  // namespace godel
