// SPDX-License-Identifier: MIT
#include "command_line/text_argument.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/base/mapped_file.h"
#include "godel/base/utf8.h"
#include "godel/prompt/prompt.h"

namespace godel::apps {

Result<std::string> ReadTextArgument(std::string_view argument) {
  constexpr size_t kMaxFileBytes = size_t{64} << 20;
  if (argument.starts_with("@@")) return ReplaceInvalidUtf8(argument.substr(1));
  if (!argument.starts_with("@")) return ReplaceInvalidUtf8(argument);
  GODEL_TRY(const std::string text, ReadTextFile(std::string(argument.substr(1)), kMaxFileBytes));
  return ReplaceInvalidUtf8(text);
}

Result<std::string> ReadInstruction(std::string_view argument) {
  const std::string text = ReplaceInvalidUtf8(Trim(argument));
  if (text.empty() || InstructionText(text) != text || text.find(' ') != std::string::npos) return text;
  std::string names;
  for (const NamedInstruction& known : NamedInstructions())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("no instruction is named '{}'; expected {}, or a sentence of your own", text, names));
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";
  const size_t begin = text.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kWhiteSpace) + 1 - begin);
}

std::string Printable(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const auto point = DecodeUtf8(text.substr(i));
    const size_t bytes = point ? point->bytes : 1;
    const char32_t value = point ? point->value : U'\0';
    const bool control = (value < 0x20 && value != U'\n' && value != U'\t') || (value >= 0x7F && value < 0xA0);
    if (control)
      out += '?';
    else
      out += text.substr(i, bytes);
    i += bytes;
  }
  return out;
}

std::string OneLine(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return out;
}

}  // namespace godel::apps
