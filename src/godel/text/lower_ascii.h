// SPDX-License-Identifier: MIT
// Letters' case of ASCII, for names and protocols: what depends on no language.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>

namespace godel {

inline char LowerAscii(char sign) {
  return sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
}

// A to Z in lower case; every other byte stays.
inline std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char sign) { return LowerAscii(sign); });
  return lower;
}

// Whether no byte is above 127.
inline bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char sign) { return static_cast<unsigned char>(sign) < 0x80; });
}

}  // namespace godel
