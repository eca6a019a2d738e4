// SPDX-License-Identifier: MIT
// SentencePiece's compiled normalisation rules: a double-array trie (darts-clone) from characters to strings.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"

namespace godel {

class PrecompiledCharsmap {
 public:
  // The blob as it stands in a model: bytes of the trie (u32, little endian), the trie, then NUL-terminated strings.
  static Result<PrecompiledCharsmap> Parse(std::string_view blob);

  std::string Blob() const;  // what Parse was given

  // Appends the normal form of `text` (valid UTF-8) to `out`, the way the `tokenizers` library does it: a grapheme
  // cluster of less than 6 bytes is replaced as a whole when any beginning of it is in the map (what follows that
  // beginning disappears); longer clusters are mapped character by character.
  // False: the output would be longer than `max_bytes`, which only a malicious map does.
  bool Append(std::string_view text, size_t max_bytes, std::string* out) const;

 private:
  std::optional<std::string_view> Lookup(std::string_view key) const;

  std::vector<uint32_t> units_;
  std::string normalized_;
};

}  // namespace godel
