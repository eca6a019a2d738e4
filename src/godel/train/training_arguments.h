// SPDX-License-Identifier: MIT
// Everything that `godel train` can be told, as plain data. Names and defaults are those of transformers'
// TrainingArguments and Seq2SeqTrainingArguments, or of its example scripts; what is ours is marked so. What each means
// is said in argument_groups.cc, where flags, config files and docs take it from.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/prompt/prompt.h"
#include "godel/train/choices.h"

namespace godel::train {

struct ModelArguments {
  std::string model_name_or_path;  // a folder; empty: from scratch, by config_name and tokenizer_name
  std::string config_name;
  std::string tokenizer_name;
  std::optional<double> dropout_rate;  // unset: config.json's
  bool operator==(const ModelArguments&) const = default;
};

// One file of a mixture; the weight is MixedSource's of dataset/.
struct TrainFile {
  std::string path;
  double weight = 1;
  bool operator==(const TrainFile&) const = default;
};

struct DataArguments {
  std::vector<TrainFile> train_file;
  std::string validation_file;
  double validation_split_fraction = 0;  // ours
  size_t max_source_length = 512;
  size_t max_target_length = 128;
  PromptFormat prompt_format = PromptFormat::kV11;  // ours
  std::string instruction_column = "Instruction";
  std::string context_column = "Context";
  std::string knowledge_column = "Knowledge";
  std::string response_column = "Response";
  std::string dialog_column = "Dialog";  // ours
  std::string text_column = "text";      // of span corruption
  std::optional<size_t> max_train_samples;
  std::optional<size_t> max_eval_samples;
  std::optional<size_t> few_shot_dialogs;  // ours
  size_t max_bad_rows = 0;                 // ours
  bool operator==(const DataArguments&) const = default;
};

struct ObjectiveArguments {
  ObjectiveType objective = ObjectiveType::kDialog;  // ours
  double noise_density = 0.15;                       // T5's
  double mean_noise_span_length = 3;                 // T5's
  double label_smoothing_factor = 0;
  double neftune_noise_alpha = 0;  // 0: none
  bool operator==(const ObjectiveArguments&) const = default;
};

struct BatchArguments {
  double num_train_epochs = 3;
  int64_t max_steps = -1;  // above 0: wins over num_train_epochs
  size_t per_device_train_batch_size = 8;
  size_t per_device_eval_batch_size = 8;
  size_t tokens_per_batch = 0;  // ours; 0: off
  size_t gradient_accumulation_steps = 1;
  bool group_by_length = false;
  bool operator==(const BatchArguments&) const = default;
};

struct OptimizerArguments {
  OptimizerType optim = OptimizerType::kAdamW;
  double learning_rate = 5e-5;
  double embedding_learning_rate_factor = 1;  // ours; 0: the embedding stays as it is
  double weight_decay = 0;
  double max_grad_norm = 1;  // 0: no clipping
  double adam_beta1 = 0.9;
  double adam_beta2 = 0.999;
  double adam_epsilon = 1e-8;
  // transformers' Adafactor, with the settings that its documentation gives for T5.
  double adafactor_clip_threshold = 1;
  double adafactor_decay_rate = -0.8;
  double adafactor_eps1 = 1e-30;  // beside squared gradients
  double adafactor_eps2 = 1e-3;   // beside a parameter's scale
  bool adafactor_scale_parameter = false;
  bool adafactor_relative_step = false;
  bool adafactor_warmup_init = false;
  bool operator==(const OptimizerArguments&) const = default;
};

struct ScheduleArguments {
  LrSchedulerType lr_scheduler_type = LrSchedulerType::kLinear;
  size_t warmup_steps = 0;  // above 0: wins over warmup_ratio
  double warmup_ratio = 0;
  double polynomial_power = 1;  // as get_polynomial_decay_schedule_with_warmup has them
  double polynomial_lr_end = 1e-7;
  bool operator==(const ScheduleArguments&) const = default;
};

struct PrecisionArguments {
  bool bf16 = false;
  bool gradient_checkpointing = false;
  bool use_cpu = false;       // although libtorch sees a GPU
  size_t num_threads = 0;     // ours; 0: all
  size_t ddp_timeout = 1800;  // seconds
  bool operator==(const PrecisionArguments&) const = default;
};

struct EvaluationArguments {
  IntervalStrategy eval_strategy = IntervalStrategy::kNo;
  std::optional<size_t> eval_steps;  // unset: logging_steps
  bool load_best_model_at_end = false;
  std::string metric_for_best_model;      // empty: loss
  std::optional<bool> greater_is_better;  // unset: by the metric's name
  std::optional<size_t> early_stopping_patience;
  double early_stopping_threshold = 0;
  bool predict_with_generate = false;
  std::optional<size_t> generation_max_length;  // unset: max_target_length
  std::optional<size_t> generation_num_beams;   // unset: the model's generation_config.json
  bool operator==(const EvaluationArguments&) const = default;
};

struct CheckpointArguments {
  std::string output_dir;
  bool overwrite_output_dir = false;
  SaveStrategy save_strategy = SaveStrategy::kSteps;
  size_t save_steps = 500;
  std::optional<size_t> save_total_limit;
  std::string resume_from_checkpoint;  // a folder checkpoint-N, or kLastCheckpoint; empty: start anew
  size_t average_checkpoints = 0;      // ours; 0: off
  bool operator==(const CheckpointArguments&) const = default;
};
// The newest checkpoint in output_dir. transformers writes it `true`; both are read, and so is `false`, as empty.
inline constexpr const char* kLastCheckpoint = "last";

struct LoggingArguments {
  IntervalStrategy logging_strategy = IntervalStrategy::kSteps;
  size_t logging_steps = 500;
  bool logging_first_step = false;
  ReportTo report_to = ReportTo::kNone;
  bool operator==(const LoggingArguments&) const = default;
};

struct SeedArguments {
  uint64_t seed = 42;
  std::optional<uint64_t> data_seed;  // unset: seed
  bool full_determinism = false;
  bool operator==(const SeedArguments&) const = default;
};

// Names and defaults of peft's LoraConfig.
struct LoraArguments {
  bool use_lora = false;
  size_t lora_r = 8;
  double lora_alpha = 8;
  double lora_dropout = 0;
  std::vector<std::string> lora_target_modules = {"q", "v"};
  bool lora_merge = false;  // ours: write a merged model at the end, beside the adapter
  bool operator==(const LoraArguments&) const = default;
};

struct TrainingArguments {
  ModelArguments model;
  DataArguments data;
  ObjectiveArguments objective;
  BatchArguments batch;
  OptimizerArguments optimizer;
  ScheduleArguments schedule;
  PrecisionArguments precision;
  EvaluationArguments evaluation;
  CheckpointArguments checkpoints;
  LoggingArguments logging;
  SeedArguments seeds;
  LoraArguments lora;
  bool operator==(const TrainingArguments&) const = default;
};

// What unset values stand for, in one place.
size_t EvalSteps(const TrainingArguments& arguments);
// kNo also where an evaluation says when.
IntervalStrategy SaveInterval(const TrainingArguments& arguments);
uint64_t DataSeed(const TrainingArguments& arguments);
size_t GenerationMaxLength(const TrainingArguments& arguments);
// Without transformers' prefix: "loss" for "", "loss" and "eval_loss".
std::string BestMetric(const TrainingArguments& arguments);
// Unset: as in transformers, all but losses; perplexity counts as one.
bool GreaterIsBetter(const TrainingArguments& arguments);
// Warm-up of a run of `total_steps` updates, as TrainingArguments.get_warmup_steps: a ratio is rounded up.
size_t WarmupSteps(const TrainingArguments& arguments, size_t total_steps);

// Ranges, and what must go together. Looks at no file. Error: kInvalidArgument with all that is wrong, a line each when
// it is more than one thing.
Status ValidateArguments(const TrainingArguments& arguments);

}  // namespace godel::train
