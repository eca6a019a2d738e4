// SPDX-License-Identifier: MIT
#include "godel/serve/body_fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "godel/base/edit_distance.h"

namespace godel {
namespace {

constexpr size_t kLongestName = 64;  // of a field; what is longer is nobody's spelling of one

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool IsPlainName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && std::all_of(name.begin(), name.end(), IsNameCharacter);
}

// JSON that was made by a program may hold a signed integer where parsed text holds an unsigned one.
bool IsWholeNumber(const Json& value) {
  return value.is_number_unsigned() || (value.is_number_integer() && value.get<int64_t>() >= 0);
}

std::string_view NearestName(std::string_view name, std::initializer_list<std::string_view> allowed) {
  std::string_view nearest;
  size_t best = std::max<size_t>(2, name.size() / 2);
  for (const std::string_view candidate : allowed) {
    const size_t distance = EditDistance(name, candidate);
    if (distance >= best) continue;
    best = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace

tl::unexpected<Error> WrongField(std::string_view name, std::string_view expected, std::string_view found) {
  return Fail(ErrorCode::kInvalidArgument, fmt::format("{}: expected {}, found {}", name, expected, found));
}

tl::unexpected<Error> UnsupportedField(std::string_view name, std::string_view why) {
  return Fail(ErrorCode::kUnsupported, fmt::format("{}: not supported; {}", name, why));
}

std::string_view NameInMessage(std::string_view message) {
  const std::string_view name = message.substr(0, message.find(": "));
  const bool is_path = !name.empty() && name.size() < message.size() &&
                       std::all_of(name.begin(), name.end(),
                                   [](char c) { return IsNameCharacter(c) || c == '.' || c == '[' || c == ']'; });
  return is_path ? name : std::string_view();
}

Result<std::string> ReadText(const Json& value, const std::string& name) {
  if (!value.is_string()) return WrongField(name, "a text", value);
  return value.get<std::string>();
}

Result<BodyFields> BodyFields::Of(const Json& object, std::string path) {
  if (!object.is_object()) return WrongField(path.empty() ? "body" : path, "a JSON object", object);
  return BodyFields(object, std::move(path));
}

std::string BodyFields::Name(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

const Json* BodyFields::Find(std::string_view key) const {
  const auto member = object_->find(key);
  return member == object_->end() || member->is_null() ? nullptr : &*member;
}

Result<const Json*> BodyFields::Need(std::string_view key) const {
  const Json* const value = Find(key);
  if (value == nullptr) return Fail(ErrorCode::kInvalidArgument, Name(key) + ": missing");
  return value;
}

Result<std::optional<std::string>> BodyFields::Text(std::string_view key) const {
  const Json* const value = Find(key);
  if (value == nullptr) return std::optional<std::string>();
  GODEL_TRY(std::string text, ReadText(*value, Name(key)));
  return std::optional(std::move(text));
}

Result<std::optional<bool>> BodyFields::Flag(std::string_view key) const {
  const Json* const value = Find(key);
  if (value == nullptr) return std::optional<bool>();
  if (!value->is_boolean()) return WrongField(Name(key), "true or false", *value);
  return std::optional(value->get<bool>());
}

Result<std::optional<double>> BodyFields::Number(std::string_view key, std::string_view expected,
                                                 bool (*allowed)(double)) const {
  const Json* const value = Find(key);
  if (value == nullptr) return std::optional<double>();
  if (!value->is_number()) return WrongField(Name(key), expected, *value);
  const double number = value->get<double>();
  if (!std::isfinite(number) || !allowed(number)) return WrongField(Name(key), expected, *value);
  return std::optional(number);
}

Result<std::optional<size_t>> BodyFields::Count(std::string_view key, size_t least, size_t most) const {
  const Json* const value = Find(key);
  if (value == nullptr) return std::optional<size_t>();
  if (IsWholeNumber(*value)) {
    const uint64_t count = value->get<uint64_t>();
    if (count >= least && count <= most) return std::optional<size_t>(count);
  }
  const std::string expected = most == SIZE_MAX ? fmt::format("a whole number, {} or above", least)
                                                : fmt::format("a whole number from {} to {}", least, most);
  return WrongField(Name(key), expected, *value);
}

Result<std::vector<std::string>> BodyFields::Texts(std::string_view key, size_t most) const {
  std::vector<std::string> texts;
  const Json* const value = Find(key);
  if (value == nullptr) return texts;
  const std::string expected = fmt::format("a text or a list of at most {} texts", most);
  if (value->is_string()) {
    texts.push_back(value->get<std::string>());
  } else if (!value->is_array() || value->size() > most) {
    return WrongField(Name(key), expected, *value);
  } else {
    for (const Json& item : *value) {
      if (!item.is_string()) return WrongField(fmt::format("{}[{}]", Name(key), texts.size()), "a text", item);
      texts.push_back(item.get<std::string>());
    }
  }
  if (std::any_of(texts.begin(), texts.end(), [](const std::string& text) { return text.empty(); }))
    return WrongField(Name(key), "texts of at least one character", "an empty one");
  return texts;
}

Status BodyFields::RefuseOthers(std::initializer_list<std::string_view> allowed) const {
  for (const auto& [key, value] : object_->items()) {
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    const std::string known = fmt::format("known are {}", fmt::join(allowed, ", "));
    if (!IsPlainName(key))
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}: unknown field {}; {}", path_.empty() ? "body" : path_, Excerpt(Json(key)), known));
    const std::string_view nearest = NearestName(key, allowed);
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{}: unknown field; {}", Name(key),
                            nearest.empty() ? known : fmt::format("did you mean {}?", nearest)));
  }
  return {};
}

}  // namespace godel
