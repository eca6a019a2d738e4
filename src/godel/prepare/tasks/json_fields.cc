// SPDX-License-Identifier: MIT
#include "godel/prepare/tasks/json_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "godel/dataset/example_json.h"

namespace godel {
namespace {

Result<const Json*> Member(const Json& object, const std::string& key, const char* expected,
                           bool (Json::*is_expected)() const noexcept) {
  const auto member = object.is_object() ? object.find(key) : object.end();
  if (member == object.end())
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected {}, found none", key, expected));
  if (!((*member).*is_expected)())
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected {}, found {}", key, expected, Excerpt(*member)));
  return &*member;
}

}  // namespace

std::string OneLineText(const std::string& text) {
  std::string line(TrimSpace(text));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

Result<std::string> TextMember(const Json& object, const std::string& key) {
  GODEL_TRY(const Json* text, Member(object, key, "a string", &Json::is_string));
  return OneLineText(text->get_ref<const std::string&>());
}

Result<std::string> TextMemberOrNothing(const Json& object, const std::string& key) {
  GODEL_TRY(const std::optional<std::string> text, OptionalMember<std::string>(object, key));
  return OneLineText(text.value_or(""));
}

Result<const Json*> ArrayMember(const Json& object, const std::string& key) {
  return Member(object, key, "an array", &Json::is_array);
}

Result<const Json*> ObjectMember(const Json& object, const std::string& key) {
  return Member(object, key, "an object", &Json::is_object);
}

}  // namespace godel
