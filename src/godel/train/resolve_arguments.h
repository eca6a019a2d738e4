// SPDX-License-Identifier: MIT
// Preset, config file and flags to one set of arguments.
#pragma once
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/train/training_arguments.h"

namespace godel::train {

struct GivenFlag {
  std::string name;                // without dashes in front
  std::vector<std::string> texts;  // as SetFromTexts takes them
};

struct ArgumentSources {
  std::string preset = {};       // empty: none
  std::string config_file = {};  // empty: none
  std::vector<GivenFlag> flags = {};
};

// A flag wins over the file, the file over the preset, the preset over the default, whatever their order on the command
// line. The result is valid. Errors: those of ApplyPreset, ReadConfigFile, ApplyJson and ValidateArguments;
// kInvalidArgument for a flag that is given twice.
Result<TrainingArguments> ResolveArguments(const ArgumentSources& sources);

}  // namespace godel::train
