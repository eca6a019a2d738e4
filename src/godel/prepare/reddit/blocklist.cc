// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/blocklist.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "godel/prepare/digest.h"
#include "godel/prepare/list_file.h"
#include "godel/text/lower_ascii.h"

namespace godel {
namespace {

std::optional<std::array<char, 28>> HashBytes(std::string_view hex) {
  std::array<char, 28> bytes{};
  if (hex.size() != 2 * bytes.size()) return std::nullopt;
  for (size_t i = 0; i < hex.size(); ++i) {
    const char sign = LowerAscii(hex[i]);
    const bool is_digit = sign >= '0' && sign <= '9';
    if (!is_digit && (sign < 'a' || sign > 'f')) return std::nullopt;
    const int value = is_digit ? sign - '0' : sign - 'a' + 10;
    bytes[i / 2] = static_cast<char>((static_cast<unsigned char>(bytes[i / 2]) << 4) | value);
  }
  return bytes;
}

}  // namespace

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

Result<std::unordered_set<std::string>> ReadSubreddits(const std::string& file) {
  GODEL_TRY(const std::vector<std::string> list, ReadListFile(file));
  std::unordered_set<std::string> names;
  for (const std::string& name : list) names.insert(LowerAscii(name));
  return names;
}

}  // namespace godel
