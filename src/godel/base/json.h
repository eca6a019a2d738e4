// SPDX-License-Identifier: MIT
// JSON from outside: parsed with limits and read with errors instead of exceptions; and JSON for others, written.
#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"

namespace godel {

struct JsonLimits {
  size_t max_bytes = size_t{256} << 20;
  size_t max_depth = 64;
};

// Error: kBadData with line and column of the first mistake, kResourceExhausted beyond the limits.
Result<Json> ParseJson(std::string_view text, const JsonLimits& limits = {});

// Reads and parses a file; messages start with its path.
Result<Json> ReadJsonFile(const std::filesystem::path& path, const JsonLimits& limits = {});

// The member `key` of an object as T (bool, an integer type, double, std::string), or nullopt when it is absent or
// null. Error: kBadData when it is of another type or does not fit T: "d_model: expected an integer, found \"abc\"".
// Anything but an object has no members.
template <class T>
Result<std::optional<T>> OptionalMember(const Json& object, std::string_view key);

extern template Result<std::optional<bool>> OptionalMember(const Json&, std::string_view);
extern template Result<std::optional<int64_t>> OptionalMember(const Json&, std::string_view);
extern template Result<std::optional<size_t>> OptionalMember(const Json&, std::string_view);
extern template Result<std::optional<double>> OptionalMember(const Json&, std::string_view);
extern template Result<std::optional<std::string>> OptionalMember(const Json&, std::string_view);

// The text of a value on one line, or with so many spaces for each level. What is no UTF-8 in a string of it becomes
// U+FFFD: a reply or a message may quote anything, and a reader must not be the one to stumble over it.
std::string Dump(const Json& json, int indent = -1);
std::string Dump(const nlohmann::ordered_json& json, int indent = -1);

// What a value is, in a message: its text, shortened.
std::string Excerpt(const Json& value);

}  // namespace godel
