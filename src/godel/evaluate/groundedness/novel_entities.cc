// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/novel_entities.h"

#include <utf8proc.h>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>

#include "godel/base/utf8.h"
#include "godel/evaluate/metrics/normalize_answer.h"

namespace godel {
namespace {

enum class Kind { kLetterOrDigit, kSpace, kOther };

struct Sign {
  Kind kind = Kind::kOther;
  bool capital = false;
  bool digit = false;
  bool ends_sentence = false;
  size_t bytes = 1;
};

Sign SignAt(std::string_view text, size_t at) {
  const std::optional<CodePoint> c = DecodeUtf8(text.substr(at));
  if (!c) return {};
  const auto value = static_cast<utf8proc_int32_t>(c->value);
  const utf8proc_category_t category = utf8proc_category(value);
  Sign sign{.bytes = c->bytes};
  sign.capital = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
  sign.digit = category == UTF8PROC_CATEGORY_ND;
  if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO)  // letters, marks, numbers
    sign.kind = Kind::kLetterOrDigit;
  else if (category == UTF8PROC_CATEGORY_ZS || (c->value >= '\t' && c->value <= '\r'))
    sign.kind = Kind::kSpace;
  sign.ends_sentence = c->value == '.' || c->value == '!' || c->value == '?' || c->value == ':' || c->value == 0x2026;
  return sign;
}

// What stands between white space, without the punctuation around it.
struct Chunk {
  size_t begin = 0, end = 0;
  bool capital = false;  // at its begin
  bool digit = false;    // somewhere in it
  bool ends_sentence = false;
};

std::vector<Chunk> ChunksOf(std::string_view text) {
  std::vector<Chunk> chunks;
  bool open = false;
  bool ends_sentence = false;  // by a chunk of punctuation alone, " . "
  const auto close = [&] {
    if (open && chunks.back().end == chunks.back().begin) {
      ends_sentence = chunks.back().ends_sentence;
      chunks.pop_back();
      if (ends_sentence && !chunks.empty()) chunks.back().ends_sentence = true;
    }
    open = false;
  };
  for (size_t at = 0; at < text.size();) {
    const Sign sign = SignAt(text, at);
    if (sign.kind == Kind::kSpace) {
      close();
    } else {
      if (!open) chunks.push_back({.begin = at, .end = at});
      open = true;
      Chunk& chunk = chunks.back();
      if (sign.kind == Kind::kLetterOrDigit) {
        if (chunk.begin == chunk.end) {
          chunk.begin = at;
          chunk.capital = sign.capital;
        }
        chunk.end = at + sign.bytes;
        chunk.digit = chunk.digit || sign.digit;
        chunk.ends_sentence = false;
      } else if (sign.ends_sentence) {
        chunk.ends_sentence = true;
      }
    }
    at += sign.bytes;
  }
  close();
  return chunks;
}

}  // namespace

std::vector<Entity> FindEntities(std::string_view text, std::span<const std::string_view> known) {
  std::vector<Entity> entities;
  std::vector<std::string> normalized;
  normalized.reserve(known.size());
  for (const std::string_view one : known) normalized.push_back(NormalizeAnswer(one));
  std::unordered_set<std::string_view> words;
  for (const std::string& one : normalized) {
    for (const std::string_view word : SplitWords(one)) words.insert(word);
  }
  bool begins_sentence = true;
  for (const Chunk& chunk : ChunksOf(text)) {
    const bool candidate = chunk.digit || (chunk.capital && !begins_sentence);
    begins_sentence = chunk.ends_sentence;
    if (!candidate) continue;
    const std::string own = NormalizeAnswer(text.substr(chunk.begin, chunk.end - chunk.begin));
    const std::vector<std::string_view> parts = SplitWords(own);
    const bool is_i = !parts.empty() && (parts.front() == "i" || parts.front().starts_with("i\xE2\x80\x99"));  // I’m
    if (parts.empty() || (is_i && !chunk.digit)) continue;
    const bool novel = std::any_of(parts.begin(), parts.end(),
                                   [&](std::string_view part) { return part != "s" && !words.contains(part); });
    entities.push_back({chunk.begin, chunk.end, novel});
  }
  return entities;
}

}  // namespace godel
