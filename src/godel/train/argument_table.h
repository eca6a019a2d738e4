// SPDX-License-Identifier: MIT
// Each training argument described once: its name, its help and how it is set and read. Flags, config files, presets,
// training_args.json and the docs are all made of this table.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/train/training_arguments.h"

namespace godel::train {

enum class ArgumentKind {
  kFlag,    // true or false; a flag without a value is true
  kNumber,  // whole or not
  kText,    // a text or one of a few words
  kList,    // as flag: values one after the other, or the flag several times
};

struct Argument {
  std::string_view name;   // HF's spelling: "num_train_epochs"
  std::string_view alias;  // an older name that means the same; often empty
  std::string_view group;  // headline of the help
  std::string_view help;
  std::string type;  // for the help: "N", "X", "linear|cosine|..."
  ArgumentKind kind;
  // Error: kInvalidArgument with what was expected and found, without the name. The range is ValidateArguments' matter,
  // apart from what the field cannot hold. Null unsets what may be unset.
  std::function<Status(const Json&)> set;
  std::function<Json()> get;
};

// The arguments in the order of the docs. They point into `arguments`, which must outlive the table.
std::vector<Argument> ArgumentTable(TrainingArguments& arguments);

// The argument of that name or alias, with _ or - between words; nullptr for none.
const Argument* FindArgument(std::span<const Argument> table, std::string_view name);

// kInvalidArgument for a name that the table lacks, with the nearest that it has.
tl::unexpected<Error> UnknownArgument(std::span<const Argument> table, std::string_view name);

// Sets from what stands behind a flag: "true", "5e-5", "q v"; no text at all is true for kFlag. Errors start with the
// name.
Status SetFromTexts(const Argument& argument, std::span<const std::string> texts);
// Sets from a config file's value. Errors start with the name.
Status SetFromJson(const Argument& argument, const Json& value);

// All names and values, for training_args.json. ApplyJson of it gives the same arguments again.
Json ToJson(const TrainingArguments& arguments);
// Sets the named ones, all or none. Error: kInvalidArgument for an unknown name, a name beside its alias, or a wrong
// type.
Status ApplyJson(const Json& object, TrainingArguments* arguments);

// The value that an argument has now, as the help shows defaults; empty when it is unset.
std::string ValueText(const Argument& argument);

// The docs' tables, in Markdown: a headline a group, a row an argument.
std::string ArgumentDocs();

}  // namespace godel::train
