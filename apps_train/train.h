// SPDX-License-Identifier: MIT
// `godel train`: flags, what is printed, and the engine that answers in evaluations.
#pragma once
#include "train_flags.h"

namespace godel::apps {

class TrainCommand {
 public:
  // `this` must outlive the parsing.
  void AddTo(CLI::App& app) { flags_.AddTo(app); }
  int Run() const;  // gives the exit status

 private:
  TrainFlags flags_;
};

}  // namespace godel::apps
