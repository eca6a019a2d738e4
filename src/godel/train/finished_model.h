// SPDX-License-Identifier: MIT
// What a run leaves at its end: the model's folder with its card, its log, its arguments and its curve.
#pragma once
#include <filesystem>
#include <vector>

#include "godel/train/data_sources.h"
#include "godel/train/trainable_t5.h"
#include "godel/train/training_arguments.h"
#include "godel/train/training_log.h"

namespace godel::train {

// The mean of the weights of the newest `count` checkpoints below `output` (fewer when there are fewer), in place of
// the trained ones. Error: kNotFound without checkpoints; as LoadSafetensors and ParameterSet::Load.
Status AverageCheckpoints(const std::filesystem::path& output, size_t count, TrainableT5* model);

// Into output_dir; `data` is for its card. With lora_merge also a whole model in its folder "merged", after which
// `model` is that one. Error: kIo, naming the file.
Status WriteFinishedModel(const TrainingArguments& arguments, const std::filesystem::path& tokenizer_folder,
                          const TrainingLog& log, std::vector<DataSource> data, TrainableT5* model);

}  // namespace godel::train
