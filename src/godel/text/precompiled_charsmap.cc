// SPDX-License-Identifier: MIT
#include "godel/text/precompiled_charsmap.h"

#include <fmt/format.h>

#include <cstring>

#include "godel/base/utf8.h"
#include "godel/text/grapheme_cluster.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

uint32_t ReadU32(const char* bytes) {
  const auto* b = reinterpret_cast<const unsigned char*>(bytes);
  return b[0] | uint32_t{b[1]} << 8 | uint32_t{b[2]} << 16 | uint32_t{b[3]} << 24;
}

// A unit of darts-clone: bit 31 says "leaf" (the rest is its value); else bits 0-7 are the label of the edge that
// leads here, bit 8 says that a leaf hangs below, and the rest is the offset to the children.
uint32_t Label(uint32_t unit) {
  return unit & (uint32_t{1} << 31 | 0xFF);
}
bool HasLeaf(uint32_t unit) {
  return (unit >> 8 & 1) != 0;
}
uint32_t Value(uint32_t unit) {
  return unit & ((uint32_t{1} << 31) - 1);
}
uint32_t Offset(uint32_t unit) {
  return (unit >> 10) << ((unit & (uint32_t{1} << 9)) >> 6);
}

}  // namespace

Result<PrecompiledCharsmap> PrecompiledCharsmap::Parse(std::string_view blob) {
  const auto bad = [&](std::string_view what) {
    return Fail(ErrorCode::kBadData, fmt::format("precompiled_charsmap of {} bytes: {}", blob.size(), what));
  };
  if (blob.size() < 4) return bad("too short to hold the size of its trie");
  const size_t trie_bytes = ReadU32(blob.data());
  if (trie_bytes > blob.size() - 4) return bad(fmt::format("its trie would have {} bytes", trie_bytes));
  if (trie_bytes == 0 || trie_bytes % 4 != 0)
    return bad(fmt::format("a trie of {} bytes; expected a positive multiple of 4", trie_bytes));
  PrecompiledCharsmap map;
  map.units_.resize(trie_bytes / 4);
  for (size_t i = 0; i < map.units_.size(); ++i) map.units_[i] = ReadU32(blob.data() + 4 + 4 * i);
  map.normalized_ = blob.substr(4 + trie_bytes);
  if (const auto at = FirstInvalidUtf8(map.normalized_))
    return bad(fmt::format("its strings are not UTF-8 at offset {}", 4 + trie_bytes + *at));
  return map;
}

std::string PrecompiledCharsmap::Blob() const {
  std::string blob;
  const auto append = [&](size_t value) {
    for (size_t i = 0; i < 4; ++i) blob.push_back(static_cast<char>(value >> (8 * i)));
  };
  append(4 * units_.size());
  for (const uint32_t unit : units_) append(unit);
  return blob + normalized_;
}

// The first match of the search, which is the shortest: the reference takes that one.
std::optional<std::string_view> PrecompiledCharsmap::Lookup(std::string_view key) const {
  uint32_t node = Offset(units_[0]);
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) return std::nullopt;
    node ^= byte;
    if (node >= units_.size()) return std::nullopt;
    const uint32_t unit = units_[node];
    if (Label(unit) != byte) return std::nullopt;
    node ^= Offset(unit);
    if (!HasLeaf(unit)) continue;
    if (node >= units_.size()) return std::nullopt;
    const size_t begin = Value(units_[node]);
    if (begin > normalized_.size()) return std::nullopt;
    if (begin < normalized_.size() && (static_cast<unsigned char>(normalized_[begin]) & 0xC0) == 0x80)
      return std::nullopt;  // inside a character: only a broken map says so
    const std::string_view rest = std::string_view(normalized_).substr(begin);
    return rest.substr(0, rest.find('\0'));
  }
  return std::nullopt;
}

bool PrecompiledCharsmap::Append(std::string_view text, size_t max_bytes, std::string* out) const {
  constexpr size_t kWholeClusterBytes = 6;
  for (size_t at = 0; at < text.size();) {
    const std::string_view cluster = text.substr(at, GraphemeClusterBytes(text, at));
    at += cluster.size();
    if (out->size() > max_bytes) return false;
    if (cluster.size() < kWholeClusterBytes) {
      if (const auto replacement = Lookup(cluster)) {
        if (replacement->size() > max_bytes - out->size()) return false;
        out->append(*replacement);
        continue;
      }
    }
    for (size_t i = 0; i < cluster.size();) {
      const std::string_view one = cluster.substr(i, CodePointAt(cluster, i).bytes);
      i += one.size();
      const std::string_view replacement = Lookup(one).value_or(one);
      if (out->size() > max_bytes || replacement.size() > max_bytes - out->size()) return false;
      out->append(replacement);
    }
  }
  return true;
}

}  // namespace godel
