// SPDX-License-Identifier: MIT
// The files that the arguments name -> sources of pairs, tokenised once and cached.
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "godel/dataset/batch_stream.h"
#include "godel/dataset/example.h"
#include "godel/text/tokenizer.h"
#include "godel/train/training_arguments.h"

namespace godel::train {

struct TrainingData {
  std::vector<MixedSource> train;
  std::vector<size_t> train_examples;        // or texts, to learn from in each training file
  std::vector<MixedSource> validation;       // empty: none
  std::vector<Example> validation_examples;  // for replies; of the dialog objective, at most max_eval_samples
};

// A line for people about what was read.
using Say = std::function<void(const std::string&)>;

// Error: what is wrong with a file; kBadData when nothing is left to train on.
Result<TrainingData> LoadTrainingData(const TrainingArguments& arguments, const Tokenizer& tokenizer,
                                      const std::filesystem::path& cache_folder, const Say& say);

}  // namespace godel::train
