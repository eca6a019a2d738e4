// SPDX-License-Identifier: MIT
// One value between JSON and a field, by the field's type: how ArgumentTable sets and reads.
#pragma once
#include <fmt/format.h>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/train/argument_table.h"

namespace godel::train {

// The number that all of `text` is: "3", "-1", "5e-5", ".5". Python writes 5e-5 where YAML 1.1 wants 5.0e-5; both are
// read.
std::optional<Json> NumberIn(std::string_view text);

tl::unexpected<Error> Expected(std::string_view what, const Json& found);

Status ReadValue(const Json& json, bool* value);
Status ReadValue(const Json& json, uint64_t* value);  // size_t is the same type
Status ReadValue(const Json& json, int64_t* value);
Status ReadValue(const Json& json, double* value);  // finite
Status ReadValue(const Json& json, std::string* value);
Status ReadValue(const Json& json, PromptFormat* value);
// A text "q,v" or a list of texts.
Status ReadValue(const Json& json, std::vector<std::string>* value);
// One file or a list; a file is a text "PATH" or "PATH:WEIGHT", or {"path": .., "weight": ..}.
Status ReadValue(const Json& json, std::vector<TrainFile>* value);

template <class E>
requires std::is_enum_v<E> std::string NamesOf(E any, std::string_view separator) {
  std::string names;
  for (const auto& choice : ChoicesOf(any)) names.append(names.empty() ? "" : separator).append(choice.name);
  return names;
}

template <class E>
requires std::is_enum_v<E> Status ReadValue(const Json& json, E* value) {
  for (const auto& choice : ChoicesOf(E())) {
    if (json != choice.name) continue;
    *value = choice.value;
    return {};
  }
  return Expected("one of " + NamesOf(E(), ", "), json);
}

template <class T>
Status ReadValue(const Json& json, std::optional<T>* value) {
  if (json.is_null()) {
    value->reset();
    return {};
  }
  T inner{};
  GODEL_TRY_STATUS(ReadValue(json, &inner));
  *value = inner;
  return {};
}

Json WriteValue(PromptFormat value);
Json WriteValue(const std::vector<TrainFile>& value);
Json WriteValue(const std::vector<std::string>& value);

template <class T>
Json WriteValue(const T& value) {
  if constexpr (std::is_enum_v<T>)
    return NameOf(value);
  else
    return value;
}

template <class T>
Json WriteValue(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <class T>
struct ArgumentTraits {  // a choice
  static constexpr ArgumentKind kKind = ArgumentKind::kText;
  static std::string Type() { return NamesOf(T(), "|"); }
};
template <>
struct ArgumentTraits<bool> {
  static constexpr ArgumentKind kKind = ArgumentKind::kFlag;
  static std::string Type() { return "[true|false]"; }
};
template <>
struct ArgumentTraits<uint64_t> {
  static constexpr ArgumentKind kKind = ArgumentKind::kNumber;
  static std::string Type() { return "N"; }
};
template <>
struct ArgumentTraits<int64_t> : ArgumentTraits<uint64_t> {};
template <>
struct ArgumentTraits<double> {
  static constexpr ArgumentKind kKind = ArgumentKind::kNumber;
  static std::string Type() { return "X"; }
};
template <>
struct ArgumentTraits<std::string> {
  static constexpr ArgumentKind kKind = ArgumentKind::kText;
  static std::string Type() { return "TEXT"; }
};
template <>
struct ArgumentTraits<PromptFormat> {
  static constexpr ArgumentKind kKind = ArgumentKind::kText;
  static std::string Type() { return "v1.1|v1.0"; }
};
template <>
struct ArgumentTraits<std::vector<std::string>> {
  static constexpr ArgumentKind kKind = ArgumentKind::kList;
  static std::string Type() { return "NAME..."; }
};
template <>
struct ArgumentTraits<std::vector<TrainFile>> {
  static constexpr ArgumentKind kKind = ArgumentKind::kList;
  static std::string Type() { return "FILE[:WEIGHT]..."; }
};
template <class T>
struct ArgumentTraits<std::optional<T>> : ArgumentTraits<T> {};

}  // namespace godel::train
