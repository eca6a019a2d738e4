// SPDX-License-Identifier: MIT
// What a run is made of, by its arguments.
#pragma once
#include <memory>

#include "godel/base/result.h"
#include "godel/dataset/batch_stream.h"
#include "godel/train/optimizer.h"
#include "godel/train/process_place.h"
#include "godel/train/trainable_t5.h"
#include "godel/train/training_arguments.h"

namespace godel::train {

struct LoadedModel {
  TrainableT5 model;
  double dropout_rate;  // the argument, or else config.json's, or else T5's 0.1
};

// Error: kInvalidArgument where model_name_or_path holds an adapter alone, with what to write instead.
Status CheckIsWholeModel(const ModelArguments& arguments);

// model_name_or_path with its weights, or fresh ones of config_name. Error: as LoadT5Config, LoadCheckpointFolder and
// TrainableT5 say.
Result<LoadedModel> LoadModel(const TrainingArguments& arguments, at::Device device);

std::unique_ptr<Optimizer> MakeOptimizer(const OptimizerArguments& arguments, const ParameterSet& parameters);

// Of libtorch and, where that multiplies with it, of OpenBLAS, which counts its own.
void SetThreads(int count);

BatchOptions TrainBatchOptions(const TrainingArguments& arguments, const ProcessPlace& place);

}  // namespace godel::train
