// SPDX-License-Identifier: MIT
// Reading the nested objects of tokenizer.json.
#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"

namespace godel {

// The member, or nullptr when it is absent or null or `json` is no object.
inline const Json* FindMember(const Json& json, std::string_view key) {
  if (!json.is_object()) return nullptr;
  const auto member = json.find(key);
  return member == json.end() || member->is_null() ? nullptr : &*member;
}

template <class T>
Result<T> RequiredMember(const Json& json, std::string_view key) {
  GODEL_TRY(auto value, OptionalMember<T>(json, key));
  if (!value) return Fail(ErrorCode::kBadData, fmt::format("\"{}\" is missing in {}", key, Excerpt(json)));
  return *std::move(value);
}

// A member that is a single character, such as Metaspace's "replacement".
Result<char32_t> CharacterMember(const Json& json, std::string_view key);

// Steps beyond this many are refused: real files have up to six, and each may multiply the work of the one before.
inline constexpr size_t kMaxSteps = 16;

// The chain of steps in a component of tokenizer.json: null, one object with a "type", or Sequence objects that hold
// more of them under `list_key`. `parse` is called with (type, object) and gives a Result<Step>.
template <class Step, class Parse>
Result<std::vector<Step>> StepsFromJson(const Json& json, std::string_view list_key, const Parse& parse) {
  std::vector<Step> steps;
  if (json.is_null()) return steps;
  GODEL_TRY(const std::string type, RequiredMember<std::string>(json, "type"));
  if (type != "Sequence") {
    auto step = parse(type, json);
    if (!step) return tl::unexpected<Error>(std::move(step.error()));
    steps.push_back(*std::move(step));
    return steps;
  }
  const Json* list = FindMember(json, list_key);
  if (list == nullptr || !list->is_array())
    return Fail(ErrorCode::kBadData, fmt::format("a Sequence needs an array \"{}\"", list_key));
  for (const Json& item : *list) {
    if (item.is_null()) return Fail(ErrorCode::kBadData, fmt::format("null inside \"{}\"", list_key));
    GODEL_TRY(auto inner, StepsFromJson<Step>(item, list_key, parse));
    for (Step& step : inner) steps.push_back(std::move(step));
    if (steps.size() > kMaxSteps)
      return Fail(ErrorCode::kUnsupported, fmt::format("more than {} steps in a row", kMaxSteps));
  }
  return steps;
}

}  // namespace godel
