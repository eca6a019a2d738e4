// SPDX-License-Identifier: MIT
#include "godel/prepare/tweet_scanner.h"

#include <array>
#include <string_view>

namespace godel {
namespace {

// Signs of ASCII.
class SignSet {
 public:
  constexpr explicit SignSet(std::string_view signs) {
    for (const char sign : signs) has_[static_cast<unsigned char>(sign)] = true;
  }
  constexpr bool Has(char32_t sign) const { return sign < has_.size() && has_[sign]; }

 private:
  std::array<bool, 128> has_{};
};

constexpr SignSet kEyes(":;=8");
constexpr SignSet kNoses("-oO*'");
constexpr SignSet kMouths(")]([dDpP/:}{@|\\");
constexpr SignSet kAngles("<>");
constexpr SignSet kPhoneGaps(" *-.)");
constexpr SignSet kPlusMinus("+-");
constexpr SignSet kNumberGaps(",/.:-");
constexpr SignSet kInWords("'-_");

bool IsSkinTone(char32_t sign) {
  return sign >= 0x1F3FB && sign <= 0x1F3FF;
}

constexpr char32_t kJoiner = 0x200D;

// \d{count}[ *\-.\)]* from `at`; where it ends, or `at`.
size_t DigitGroup(const ScannedText& text, size_t at, size_t count) {
  size_t end = at;
  while (end - at < count) {
    if (!text.Is(end, kDigitClass)) return at;
    ++end;
  }
  while (kPhoneGaps.Has(text.At(end))) ++end;
  return end;
}

// \d{3} seps \d{4}
size_t LocalNumber(const ScannedText& text, size_t at) {
  const size_t base = DigitGroup(text, at, 3);
  if (base == at) return at;
  for (size_t i = 0; i < 4; ++i)
    if (!text.Is(base + i, kDigitClass)) return at;
  return base + 4;
}

// The number with or without its area code; the separators match no digit, so nothing else can be given back.
size_t NationalNumber(const ScannedText& text, size_t at) {
  const size_t digits = at + (text.At(at) == U'(' ? 1 : 0);
  const size_t exchange = DigitGroup(text, digits, 3);
  if (exchange != digits) {
    const size_t end = LocalNumber(text, exchange);
    if (end != exchange) return end;
  }
  return LocalNumber(text, at);
}

size_t WordRun(const ScannedText& text, size_t at) {
  while (text.Is(at, kWordClass)) ++at;
  return at;
}

size_t DigitRun(const ScannedText& text, size_t at) {
  while (text.Is(at, kDigitClass)) ++at;
  return at;
}

// [+\-]?\d+[,/.:-]\d+[+\-]?
size_t Number(const ScannedText& text, size_t at) {
  const size_t digits = at + (kPlusMinus.Has(text.At(at)) ? 1 : 0);
  const size_t separator = DigitRun(text, digits);
  if (separator == digits || !kNumberGaps.Has(text.At(separator))) return at;
  const size_t end = DigitRun(text, separator + 1);
  if (end == separator + 1) return at;
  return end + (kPlusMinus.Has(text.At(end)) ? 1 : 0);
}

// \.(?:[^\S\r\n]*\.)+
size_t Ellipsis(const ScannedText& text, size_t at) {
  size_t end = at + 1;
  while (true) {
    size_t next = end;
    while (text.Is(next, kSpaceClass) && text.At(next) != U'\r' && text.At(next) != U'\n') ++next;
    if (text.At(next) != U'.') break;
    end = next + 1;
  }
  return end == at + 1 ? at : end;
}

}  // namespace

size_t MatchPhoneNumber(const ScannedText& text, size_t at) {
  const char32_t first = text.At(at);
  if (!text.Is(at, kDigitClass) && first != U'+' && first != U'(') return at;
  const size_t country = at + (first == U'+' ? 1 : 0);
  if (text.At(country) == U'0' || text.At(country) == U'1') {
    size_t national = country + 1;
    while (kPhoneGaps.Has(text.At(national))) ++national;
    const size_t end = NationalNumber(text, national);
    if (end != national) return end;
  }
  return first == U'+' ? at : NationalNumber(text, at);
}

size_t MatchEmoticon(const ScannedText& text, size_t at) {
  const char32_t first = text.At(at);
  // [<>]? eyes nose? mouth. No nose is a mouth, so each optional part is taken when it is there.
  const size_t eyes = at + (first == U'<' || first == U'>' ? 1 : 0);
  if (kEyes.Has(text.At(eyes))) {
    const size_t mouth = eyes + (kNoses.Has(text.At(eyes + 1)) ? 2 : 1);
    if (kMouths.Has(text.At(mouth))) return mouth + 1;
  }
  // mouth nose? eyes [<>]?
  if (kMouths.Has(first)) {
    const size_t other_eyes = at + (kNoses.Has(text.At(at + 1)) ? 2 : 1);
    if (kEyes.Has(text.At(other_eyes))) return other_eyes + (kAngles.Has(text.At(other_eyes + 1)) ? 2 : 1);
  }
  // </?3
  if (first == U'<') {
    const size_t three = at + (text.At(at + 1) == U'/' ? 2 : 1);
    if (text.At(three) == U'3') return three + 1;
  }
  return at;
}

// <[^>\s]+>
size_t MatchTag(const ScannedText& text, size_t at, ScanMemory& memory) {
  if (text.At(at) != U'<' || at + 1 < memory.no_tag_before) return at;
  size_t end = at + 1;
  while (end < text.size() && text.code_points[end] != U'>' && !text.Is(end, kSpaceClass)) ++end;
  if (end < text.size() && text.code_points[end] == U'>') return end > at + 1 ? end + 1 : at;
  memory.no_tag_before = end;
  return at;
}

// -+>|<-+
size_t MatchArrow(const ScannedText& text, size_t at) {
  const bool left = text.At(at) == U'<';
  size_t end = at + (left ? 1 : 0);
  const size_t shaft = end;
  while (text.At(end) == U'-') ++end;
  if (end == shaft) return at;
  if (left) return end;
  return text.At(end) == U'>' ? end + 1 : at;
}

// @\w+
size_t MatchHandle(const ScannedText& text, size_t at) {
  if (text.At(at) != U'@') return at;
  const size_t end = WordRun(text, at + 1);
  return end > at + 1 ? end : at;
}

// \#+\w+[\w'\-]*\w+: the last two parts give back until a word's sign is the last, and it must not be the first.
size_t MatchHashtag(const ScannedText& text, size_t at) {
  size_t begin = at;
  while (text.At(begin) == U'#') ++begin;
  if (begin == at || !text.Is(begin, kWordClass)) return at;
  size_t last = begin;
  for (size_t i = begin; text.Is(i, kWordClass) || text.At(i) == U'\'' || text.At(i) == U'-'; ++i)
    if (text.Is(i, kWordClass)) last = i;
  return last > begin ? last + 1 : at;
}

// [\w.+-]{1,64}@[\w-]{1,63}\.(?:[\w-]\.?){1,251}[\w-]
size_t MatchEmail(const ScannedText& text, size_t at) {
  const auto is_label = [&](size_t i) { return text.Is(i, kWordClass) || text.At(i) == U'-'; };
  size_t i = at;
  while (i - at <= 64 && (is_label(i) || text.At(i) == U'.' || text.At(i) == U'+')) ++i;
  if (i == at || i - at > 64 || text.At(i) != U'@') return at;
  const size_t domain = ++i;
  while (i - domain <= 63 && is_label(i)) ++i;
  if (i == domain || i - domain > 63 || text.At(i) != U'.') return at;
  ++i;
  // Groups as many as there are; unless their number is what ends them, the last one becomes the final sign.
  size_t groups = 0;
  size_t last = i;
  while (groups < 251 && is_label(i)) {
    last = i++;
    if (text.At(i) == U'.') ++i;
    ++groups;
  }
  if (groups == 251 && is_label(i)) return i + 1;
  return groups >= 2 ? last + 1 : at;
}

// \S(?:[skin]?(?:\u200d\S[skin]?)+|[skin])
size_t MatchJoinedEmoji(const ScannedText& text, size_t at) {
  size_t end = at + 1;
  const bool has_skin = IsSkinTone(text.At(end));
  if (has_skin) ++end;
  bool joined = false;
  while (text.At(end) == kJoiner && end + 1 < text.size() && !text.Is(end + 1, kSpaceClass)) {
    end += 2;
    if (IsSkinTone(text.At(end))) ++end;
    joined = true;
  }
  return joined || has_skin ? end : at;
}

size_t MatchFlag(const ScannedText& text, size_t at) {
  const auto is_indicator = [&](size_t i) { return text.At(i) >= 0x1F1E6 && text.At(i) <= 0x1F1FF; };
  if (is_indicator(at) && is_indicator(at + 1)) return at + 2;
  if (text.At(at) != 0x1F3F4) return at;
  // England, Scotland and Wales in tag letters.
  constexpr std::array<std::u32string_view, 3> kTags = {U"\xE0067\xE0062\xE0065\xE006E\xE0067\xE007F",
                                                        U"\xE0067\xE0062\xE0073\xE0063\xE0074\xE007F",
                                                        U"\xE0067\xE0062\xE0077\xE006C\xE0073\xE007F"};
  for (const std::u32string_view tag : kTags) {
    size_t same = 0;
    while (same < tag.size() && text.At(at + 1 + same) == tag[same]) ++same;
    if (same == tag.size()) return at + 1 + same;
  }
  return at;
}

size_t MatchWord(const ScannedText& text, size_t at) {
  // [^\W\d_](?:[^\W\d_]|['\-_])+[^\W\d_]
  if (text.Is(at, kLetterClass)) {
    size_t last = at;
    for (size_t i = at + 1; text.Is(i, kLetterClass) || kInWords.Has(text.At(i)); ++i)
      if (text.Is(i, kLetterClass)) last = i;
    if (last >= at + 2) return last + 1;
  }
  const size_t number = Number(text, at);
  if (number != at) return number;
  const size_t word = WordRun(text, at);
  if (word != at) return word;
  if (text.At(at) == U'.') {
    const size_t ellipsis = Ellipsis(text, at);
    if (ellipsis != at) return ellipsis;
  }
  return at + 1;
}

}  // namespace godel
