// SPDX-License-Identifier: MIT
#include "godel/train/resolve_arguments.h"

#include <set>

#include "godel/base/json.h"
#include "godel/train/argument_table.h"
#include "godel/train/config_file.h"
#include "godel/train/presets.h"

namespace godel::train {
namespace {

Status ApplyFlags(const std::vector<GivenFlag>& flags, TrainingArguments* arguments) {
  const std::vector<Argument> table = ArgumentTable(*arguments);
  std::set<const Argument*> seen;
  for (const GivenFlag& flag : flags) {
    const Argument* const argument = FindArgument(table, flag.name);
    if (argument == nullptr) return UnknownArgument(table, flag.name);
    if (!seen.insert(argument).second)
      return Fail(ErrorCode::kInvalidArgument, std::string(argument->name) + ": is given twice");
    GODEL_TRY_STATUS(SetFromTexts(*argument, flag.texts));
  }
  return {};
}

}  // namespace

Result<TrainingArguments> ResolveArguments(const ArgumentSources& sources) {
  TrainingArguments arguments;
  if (!sources.preset.empty()) GODEL_TRY_STATUS(ApplyPreset(sources.preset, &arguments));
  if (!sources.config_file.empty()) {
    GODEL_TRY(const Json config, ReadConfigFile(sources.config_file));
    if (auto applied = ApplyJson(config, &arguments); !applied) return Within(sources.config_file, applied.error());
  }
  GODEL_TRY_STATUS(ApplyFlags(sources.flags, &arguments));
  GODEL_TRY_STATUS(ValidateArguments(arguments));
  return arguments;
}

}  // namespace godel::train
