// SPDX-License-Identifier: MIT
// A file of training arguments: the flags' names with values, as YAML, JSON or TOML.
#pragma once
#include <filesystem>
#include <string_view>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"

namespace godel::train {

enum class ConfigFormat { kYaml, kJson, kToml };

inline constexpr size_t kMaxConfigBytes = size_t{1} << 20;
inline constexpr size_t kMaxConfigDepth = 16;

// By the ending: .yaml, .yml, .json, .toml. Error: kInvalidArgument for others.
Result<ConfigFormat> ConfigFormatOf(const std::filesystem::path& path);

// What the text says, as one JSON object; which names there may be is ApplyJson's matter. Anchors and aliases of YAML
// are refused: arguments have no use for them, and few lines of them can stand for terabytes. An empty YAML or TOML
// file is an empty object. Error: kBadData for anything else than names with values, for a name twice, and with line
// and column for what is not the format; kResourceExhausted above the limits; kUnsupported for YAML's own types and for
// TOML's dates.
Result<Json> ParseConfig(std::string_view text, ConfigFormat format);

// Reads a file of at most kMaxConfigBytes; errors start with its path.
Result<Json> ReadConfigFile(const std::filesystem::path& path);

}  // namespace godel::train
