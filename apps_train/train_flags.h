// SPDX-License-Identifier: MIT
// The training arguments on the command line: HF's names, as --num-train-epochs and as --num_train_epochs, with
// --config and --preset beneath them.
#pragma once
#include <CLI/App.hpp>

#include "godel/base/result.h"
#include "godel/train/resolve_arguments.h"
#include "godel/train/training_arguments.h"

namespace godel::apps {

class TrainFlags {
 public:
  // A flag for each argument of the table, grouped in the help as there. `this` must outlive the parsing.
  void AddTo(CLI::App& app);

  // What was given, over --config, over --preset, over the defaults; valid. Errors: those of ResolveArguments, for
  // flags that nobody knows too.
  Result<train::TrainingArguments> Read() const;

 private:
  const CLI::App* app_ = nullptr;
  train::ArgumentSources sources_;
};

}  // namespace godel::apps
