// SPDX-License-Identifier: MIT
#include "godel/train/config_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "godel/base/utf8.h"
#include "godel/train/toml_config.h"
#include "godel/train/yaml_config.h"

namespace godel::train {
namespace {

Result<Json> ParseFormat(std::string_view text, ConfigFormat format) {
  switch (format) {
    case ConfigFormat::kYaml:
      return ParseYaml(text, kMaxConfigDepth);
    case ConfigFormat::kToml:
      return ParseToml(text, kMaxConfigDepth);
    case ConfigFormat::kJson:
      break;
  }
  return ParseJson(text, {.max_bytes = kMaxConfigBytes, .max_depth = kMaxConfigDepth});
}

}  // namespace

Result<ConfigFormat> ConfigFormatOf(const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  if (ending == ".yaml" || ending == ".yml") return ConfigFormat::kYaml;
  if (ending == ".json") return ConfigFormat::kJson;
  if (ending == ".toml") return ConfigFormat::kToml;
  return Fail(ErrorCode::kInvalidArgument, path.string() + ": a config file ends with .yaml, .yml, .json or .toml");
}

Result<Json> ParseConfig(std::string_view text, ConfigFormat format) {
  if (text.size() > kMaxConfigBytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("a config of {} bytes; at most {} are read", text.size(), kMaxConfigBytes));
  // Texts of the file come out again in messages and in training_args.json.
  if (const auto offset = FirstInvalidUtf8(text))
    return Fail(ErrorCode::kBadData, fmt::format("expected UTF-8, which byte {} is not", *offset));
  // No format allows control characters, and the parser of TOML aborts on some.
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  };
  if (const auto found = std::find_if(text.begin(), text.end(), is_control); found != text.end())
    return Fail(ErrorCode::kBadData, fmt::format("byte {} is a control character", found - text.begin()));
  GODEL_TRY(Json config, ParseFormat(text, format));
  if (!config.is_object())
    return Fail(ErrorCode::kBadData,
                fmt::format("expected names with values, such as learning_rate, found {}", Excerpt(config)));
  return config;
}

Result<Json> ReadConfigFile(const std::filesystem::path& path) {
  GODEL_TRY(const ConfigFormat format, ConfigFormatOf(path));
  GODEL_TRY(const std::string text, ReadTextFile(path, kMaxConfigBytes));
  auto config = ParseConfig(text, format);
  if (!config) return Within(path.string(), config.error());
  return config;
}

}  // namespace godel::train
