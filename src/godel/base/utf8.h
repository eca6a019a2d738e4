// SPDX-License-Identifier: MIT
// UTF-8 at the borders: what comes from outside is checked once, and is valid from then on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace godel {

struct CodePoint {
  char32_t value;
  size_t bytes;  // 1 to 4
};

// The code point at the start of `text`; nullopt when `text` is empty or does not start with a valid one (overlong
// forms, surrogates and values above U+10FFFF are invalid).
std::optional<CodePoint> DecodeUtf8(std::string_view text);

// Offset of the first byte that is not part of a valid code point; nullopt when all of `text` is valid.
std::optional<size_t> FirstInvalidUtf8(std::string_view text);

void AppendUtf8(char32_t code_point, std::string* out);

// Each maximal invalid part replaced by U+FFFD, as browsers and Python's errors="replace" do.
std::string ReplaceInvalidUtf8(std::string_view text);

// Code points; a maximal invalid part is one, as after ReplaceInvalidUtf8.
size_t CountCodePoints(std::string_view text);

// The text, or of a longer one the first `max_code_points` - 1 and "…". Invalid parts are counted as above and stay.
std::string ShortenUtf8(std::string_view text, size_t max_code_points);

}  // namespace godel
