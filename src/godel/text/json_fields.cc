// SPDX-License-Identifier: MIT
#include "godel/text/json_fields.h"

#include "godel/base/utf8.h"

namespace godel {

Result<char32_t> CharacterMember(const Json& json, std::string_view key) {
  GODEL_TRY(const std::string text, RequiredMember<std::string>(json, key));
  const auto c = DecodeUtf8(text);
  if (!c || c->bytes != text.size())
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected one character, found \"{}\"", key, text));
  return c->value;
}

}  // namespace godel
