// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/blocklist.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "godel/dataset/example_json.h"
#include "godel/dataset/line_source.h"
#include "godel/prepare/digest.h"

namespace godel {
namespace {

char LowerSign(char sign) {
  return sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign + 32) : sign;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerSign);
  return lower;
}

bool IsWordSign(char sign) {
  const char lower = LowerSign(sign);
  return (lower >= 'a' && lower <= 'z') || (sign >= '0' && sign <= '9') || sign == '_';
}

std::optional<std::array<char, 28>> HashBytes(std::string_view hex) {
  std::array<char, 28> bytes{};
  if (hex.size() != 2 * bytes.size()) return std::nullopt;
  for (size_t i = 0; i < hex.size(); ++i) {
    const char sign = LowerSign(hex[i]);
    const bool is_digit = sign >= '0' && sign <= '9';
    if (!is_digit && (sign < 'a' || sign > 'f')) return std::nullopt;
    const int value = is_digit ? sign - '0' : sign - 'a' + 10;
    bytes[i / 2] = static_cast<char>((static_cast<unsigned char>(bytes[i / 2]) << 4) | value);
  }
  return bytes;
}

}  // namespace

void PhraseBlocklist::Add(std::string_view phrase) {
  if (phrase.empty()) return;
  std::string lower = Lower(phrase);
  by_first_sign_[lower.front()].push_back(std::move(lower));
}

bool PhraseBlocklist::Matches(std::string_view text) const {
  if (by_first_sign_.empty()) return false;
  const std::string lower = Lower(text);
  const std::string_view whole = lower;
  for (size_t at = 0; at < whole.size(); ++at) {
    if (at > 0 && IsWordSign(whole[at - 1])) continue;
    const auto phrases = by_first_sign_.find(whole[at]);
    if (phrases == by_first_sign_.end()) continue;
    for (const std::string& phrase : phrases->second) {
      const size_t end = at + phrase.size();
      if (whole.substr(at).starts_with(phrase) && (end == whole.size() || !IsWordSign(whole[end]))) return true;
    }
  }
  return false;
}

Status TurnHashes::Add(std::string_view hex) {
  const auto bytes = HashBytes(hex);
  if (!bytes)
    return Fail(ErrorCode::kBadData, fmt::format("expected a SHA-224 of 56 digits, found \"{}\"", hex.substr(0, 80)));
  sorted_.push_back(*bytes);
  return {};
}

void TurnHashes::Seal() {
  std::sort(sorted_.begin(), sorted_.end());
}

bool TurnHashes::Contains(std::string_view turn) const {
  if (sorted_.empty()) return false;
  return std::binary_search(sorted_.begin(), sorted_.end(), *HashBytes(HexDigest(DigestKind::kSha224, turn)));
}

Result<std::vector<std::string>> ReadList(const std::filesystem::path& file) {
  GODEL_TRY(LineSource lines, LineSource::Open(file.string()));
  std::vector<std::string> list;
  while (true) {
    GODEL_TRY(const std::optional<SourceLine> line, lines.Next());
    if (!line) return list;
    const std::string_view text = TrimSpace(line->text);
    if (!text.empty() && !text.starts_with('#')) list.emplace_back(text);
  }
}

Result<PhraseBlocklist> ReadPhrases(const std::filesystem::path& file) {
  GODEL_TRY(const std::vector<std::string> list, ReadList(file));
  PhraseBlocklist phrases;
  for (const std::string& phrase : list) phrases.Add(phrase);
  return phrases;
}

Result<std::unordered_set<std::string>> ReadSubreddits(const std::filesystem::path& file) {
  GODEL_TRY(const std::vector<std::string> list, ReadList(file));
  std::unordered_set<std::string> names;
  for (const std::string& name : list) names.insert(Lower(name));
  return names;
}

}  // namespace godel
