// SPDX-License-Identifier: MIT
// `godel train-tokenizer`: flags and what is printed.
#pragma once
#include <CLI/App.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "godel/dataset/text_reader.h"
#include "godel/vocabulary/tokenizer_trainer.h"

namespace godel::apps {

class TrainTokenizerCommand {
 public:
  // `this` must outlive the parsing.
  void AddTo(CLI::App& app);
  int Run() const;  // gives the exit status

 private:
  Result<int> Train() const;

  std::vector<std::filesystem::path> files_;
  std::string output_;
  bool overwrite_ = false;
  TextReaderOptions reading_;
  TokenizerTraining training_;
};

}  // namespace godel::apps
