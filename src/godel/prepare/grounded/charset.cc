// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "godel/base/utf8.h"
#include "godel/text/lower_ascii.h"

namespace godel {
namespace {

constexpr size_t kMetaBytes = 1024;  // as HTML's standard looks for it
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What stands behind "charset=" in lower-case text.
std::string NameBehindCharset(std::string_view text) {
  constexpr std::string_view kKey = "charset";
  size_t at = text.find(kKey);
  if (at == std::string_view::npos) return {};
  at = text.find_first_not_of(" \t\r\n", at + kKey.size());
  if (at == std::string_view::npos || text[at] != '=') return {};
  at = text.find_first_not_of(" \t\r\n\"'", at + 1);
  if (at == std::string_view::npos) return {};
  return std::string(text.substr(at, text.find_first_of(" \t\r\n\"';/>", at) - at));
}

struct CloseIconv {
  void operator()(void* descriptor) const { iconv_close(descriptor); }
};
using Converter = std::unique_ptr<std::remove_pointer_t<iconv_t>, CloseIconv>;

Converter OpenConverter(const std::string& from) {
  const iconv_t opened = iconv_open("UTF-8", from.c_str());
  // iconv's way to say that there is none.
  return Converter(opened == reinterpret_cast<iconv_t>(-1) ? nullptr : opened);  // NOLINT(performance-no-int-to-ptr)
}

// Bytes that mean nothing are skipped one by one.
std::string ConvertText(iconv_t converter, std::string_view text) {
  std::string input(text);  // iconv's interface takes it for writable
  char* in = input.data();
  size_t in_left = input.size();
  std::string out;
  std::array<char, 4096> piece{};
  while (in_left > 0) {
    char* to = piece.data();
    size_t to_left = piece.size();
    const size_t done = iconv(converter, &in, &in_left, &to, &to_left);
    const int error = errno;
    out.append(piece.data(), piece.size() - to_left);
    if (done != static_cast<size_t>(-1) || error == E2BIG) continue;
    out += kReplacement;
    ++in;
    --in_left;
  }
  return ReplaceInvalidUtf8(out);
}

}  // namespace

std::string CharsetOf(std::string_view page, std::string_view content_type) {
  if (page.starts_with("\xEF\xBB\xBF")) return "utf-8";
  if (page.starts_with("\xFF\xFE")) return "utf-16le";
  if (page.starts_with("\xFE\xFF")) return "utf-16be";
  if (std::string named = NameBehindCharset(LowerAscii(content_type)); !named.empty()) return named;
  const std::string head = LowerAscii(page.substr(0, kMetaBytes));
  for (size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 1)) {
    const size_t end = std::min(head.find('>', at), head.size());
    if (std::string named = NameBehindCharset(std::string_view(head).substr(at, end - at)); !named.empty())
      return named;
  }
  return {};
}

std::string PageToUtf8(std::string_view page, std::string_view content_type) {
  std::string name = CharsetOf(page, content_type);
  if (page.starts_with("\xEF\xBB\xBF")) page.remove_prefix(3);
  if (page.starts_with("\xFF\xFE") || page.starts_with("\xFE\xFF")) page.remove_prefix(2);
  if (name == "utf-8" || name == "utf8") return ReplaceInvalidUtf8(page);
  // WHATWG's encoding standard: pages say Latin-1 and ASCII and mean Windows-1252.
  if (name == "iso-8859-1" || name == "latin1" || name == "latin-1" || name == "us-ascii" || name == "ascii")
    name = "windows-1252";
  Converter converter = name.empty() ? nullptr : OpenConverter(name);
  if (converter == nullptr) {
    if (!FirstInvalidUtf8(page)) return std::string(page);
    converter = OpenConverter("windows-1252");
  }
  return converter == nullptr ? ReplaceInvalidUtf8(page) : ConvertText(converter.get(), page);
}

}  // namespace godel
