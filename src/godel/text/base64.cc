// SPDX-License-Identifier: MIT
#include "godel/text/base64.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace godel {
namespace {

int ValueOf(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

}  // namespace

Result<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0)
    return Fail(ErrorCode::kBadData,
                fmt::format("base64 of {} characters; expected a multiple of 4, is it cut off?", text.size()));
  size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  uint32_t group = 0;
  const size_t digits = text.size() - padding;
  for (size_t i = 0; i < digits; ++i) {
    const int value = ValueOf(text[i]);
    if (value < 0) return Fail(ErrorCode::kBadData, fmt::format("base64 has a foreign character at offset {}", i));
    group = group << 6 | static_cast<uint32_t>(value);
    if (i % 4 == 1) bytes.push_back(static_cast<char>(group >> 4 & 0xFF));
    if (i % 4 == 2) bytes.push_back(static_cast<char>(group >> 2 & 0xFF));
    if (i % 4 == 3) bytes.push_back(static_cast<char>(group & 0xFF));
  }
  return bytes;
}

std::string EncodeBase64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - at);
    uint32_t group = 0;
    for (size_t i = 0; i < 3; ++i)
      group = group << 8 | (i < count ? static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])) : 0U);
    for (size_t i = 0; i < 4; ++i) text += i <= count ? kDigits[group >> (18 - 6 * i) & 63] : '=';
  }
  return text;
}

}  // namespace godel
