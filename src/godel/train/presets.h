// SPDX-License-Identifier: MIT
// Named sets of arguments to start from; a config file and flags change them.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/train/training_arguments.h"

namespace godel::train {

struct PresetValue {
  std::string_view name;    // of the argument table
  std::string_view value;   // as behind a flag
  std::string_view source;  // whose value it is, for the docs
};

struct Preset {
  std::string_view name;
  std::string_view help;              // a line
  std::span<const PresetValue> base;  // shared with others; its own come after
  std::span<const PresetValue> values;
};

std::span<const Preset> Presets();

// Sets the preset's values and leaves the others. Error: kInvalidArgument for a name that is none, with all that are.
Status ApplyPreset(std::string_view name, TrainingArguments* arguments);

// "godel-finetune, godel-pretrain, ..."
std::string PresetNames();

// The docs' tables, in Markdown: a headline a preset, a row a value with whose it is.
std::string PresetDocs();

}  // namespace godel::train
