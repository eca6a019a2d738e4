// SPDX-License-Identifier: MIT
#include "godel/text/grapheme_cluster.h"

#include <utf8proc.h>

#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

bool IsAscii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

}  // namespace

size_t GraphemeClusterBytes(std::string_view text, size_t at) {
  // Between two ASCII characters there is always a boundary, but for CR LF.
  if (IsAscii(text[at]) && (at + 1 == text.size() || (IsAscii(text[at + 1]) && text[at] != '\r'))) return 1;
  CodePoint previous = CodePointAt(text, at);
  size_t end = at + previous.bytes;
  utf8proc_int32_t state = 0;
  while (end < text.size()) {
    const CodePoint next = CodePointAt(text, end);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(previous.value),
                                         static_cast<utf8proc_int32_t>(next.value), &state))
      break;
    end += next.bytes;
    previous = next;
  }
  return end - at;
}

}  // namespace godel
