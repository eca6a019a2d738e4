// SPDX-License-Identifier: MIT
// The rules that arguments keep, alone and together. All of them are looked at, so that a run is not started once a
// mistake.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "godel/train/training_arguments.h"

namespace godel::train {
namespace {

// Larger counts are slips, and their products would not fit.
constexpr size_t kLargestCount = size_t{1} << 24;

class Complaints {
 public:
  // Complains unless `holds`.
  template <class... Values>
  void Unless(bool holds, fmt::format_string<Values...> message, Values&&... values) {
    if (!holds) messages_.push_back(fmt::format(message, std::forward<Values>(values)...));
  }
  void Count(std::string_view name, size_t value, size_t least) {
    Unless(value >= least && value <= kLargestCount, "{}: expected {} to {}, found {}", name, least, kLargestCount,
           value);
  }
  void Count(std::string_view name, const std::optional<size_t>& value, size_t least) {
    if (value) Count(name, *value, least);
  }
  void Above(std::string_view name, double value, double bound) {
    Unless(value > bound, "{}: expected a number above {}, found {}", name, bound, value);
  }
  void AtLeast(std::string_view name, double value, double least) {
    Unless(value >= least, "{}: expected {} or above, found {}", name, least, value);
  }
  void Share(std::string_view name, double value) {
    Unless(value >= 0 && value < 1, "{}: expected a share from 0 to below 1, found {}", name, value);
  }

  Status ToStatus() const {
    if (messages_.empty()) return {};
    if (messages_.size() == 1) return Fail(ErrorCode::kInvalidArgument, messages_.front());
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} things do not fit:\n  {}", messages_.size(), fmt::join(messages_, "\n  ")));
  }

 private:
  std::vector<std::string> messages_;
};

void CheckModel(const TrainingArguments& arguments, Complaints& complain) {
  const ModelArguments& model = arguments.model;
  if (model.model_name_or_path.empty()) {
    complain.Unless(!model.config_name.empty() && !model.tokenizer_name.empty(),
                    "model_name_or_path: give the folder of a model, or config_name and tokenizer_name to train from "
                    "scratch");
    complain.Unless(!arguments.lora.use_lora, "use_lora: needs a trained model, by model_name_or_path");
  } else {
    complain.Unless(model.config_name.empty(),
                    "config_name: the model's folder has its own; give model_name_or_path or config_name");
  }
  if (model.dropout_rate) complain.Share("dropout_rate", *model.dropout_rate);
}

void CheckData(const TrainingArguments& arguments, Complaints& complain) {
  const DataArguments& data = arguments.data;
  complain.Unless(!data.train_file.empty(), "train_file: give at least one file");
  for (const TrainFile& file : data.train_file) {
    complain.Unless(!file.path.empty(), "train_file: a path is empty");
    complain.Unless(file.weight > 0 && file.weight <= 1000,
                    "train_file: {}: expected a weight above 0, up to 1000, found {}", file.path, file.weight);
  }
  complain.Share("validation_split_fraction", data.validation_split_fraction);
  complain.Unless(data.validation_file.empty() || data.validation_split_fraction == 0,
                  "validation_split_fraction: there is a validation_file; give one of the two");
  complain.Count("max_source_length", data.max_source_length, 1);
  complain.Count("max_target_length", data.max_target_length, 1);
  complain.Count("max_train_samples", data.max_train_samples, 1);
  complain.Count("max_eval_samples", data.max_eval_samples, 1);
  complain.Count("few_shot_dialogs", data.few_shot_dialogs, 1);
  complain.Unless(!data.context_column.empty() && !data.response_column.empty(),
                  "context_column, response_column: expected names");
}

void CheckObjective(const TrainingArguments& arguments, Complaints& complain) {
  const ObjectiveArguments& objective = arguments.objective;
  complain.Unless(objective.noise_density > 0 && objective.noise_density < 1,
                  "noise_density: expected a share between 0 and 1, found {}", objective.noise_density);
  complain.AtLeast("mean_noise_span_length", objective.mean_noise_span_length, 1);
  complain.Share("label_smoothing_factor", objective.label_smoothing_factor);
  complain.AtLeast("neftune_noise_alpha", objective.neftune_noise_alpha, 0);
  if (objective.objective != ObjectiveType::kSpanCorruption) return;
  complain.Unless(!arguments.data.few_shot_dialogs,
                  "few_shot_dialogs: plain text has no dialogs; use max_train_samples");
  complain.Unless(!arguments.evaluation.predict_with_generate,
                  "predict_with_generate: with objective span_corruption there are no replies; evaluate the loss");
}

void CheckBatch(const TrainingArguments& arguments, Complaints& complain) {
  const BatchArguments& batch = arguments.batch;
  complain.Unless(
      batch.max_steps == -1 || (batch.max_steps > 0 && batch.max_steps <= std::numeric_limits<int32_t>::max()),
      "max_steps: expected 1 to {}, or -1 for num_train_epochs, found {}", std::numeric_limits<int32_t>::max(),
      batch.max_steps);
  complain.Unless(batch.max_steps > 0 || (batch.num_train_epochs > 0 && batch.num_train_epochs <= 1e6),
                  "num_train_epochs: expected a number above 0, up to a million, found {}", batch.num_train_epochs);
  complain.Count("per_device_train_batch_size", batch.per_device_train_batch_size, 1);
  complain.Count("per_device_eval_batch_size", batch.per_device_eval_batch_size, 1);
  complain.Count("gradient_accumulation_steps", batch.gradient_accumulation_steps, 1);
  complain.Count("tokens_per_batch", batch.tokens_per_batch, 0);
  const size_t longest = arguments.data.max_source_length + arguments.data.max_target_length;
  complain.Unless(
      batch.tokens_per_batch == 0 || batch.tokens_per_batch >= longest,
      "tokens_per_batch: {} has no room for the longest example, max_source_length + max_target_length = {}",
      batch.tokens_per_batch, longest);
}

void CheckOptimizer(const TrainingArguments& arguments, Complaints& complain) {
  const OptimizerArguments& optimizer = arguments.optimizer;
  complain.Above("learning_rate", optimizer.learning_rate, 0);
  complain.AtLeast("weight_decay", optimizer.weight_decay, 0);
  complain.AtLeast("max_grad_norm", optimizer.max_grad_norm, 0);
  complain.Share("adam_beta1", optimizer.adam_beta1);
  complain.Share("adam_beta2", optimizer.adam_beta2);
  complain.Above("adam_epsilon", optimizer.adam_epsilon, 0);
  complain.AtLeast("embedding_learning_rate_factor", optimizer.embedding_learning_rate_factor, 0);
  complain.Above("adafactor_clip_threshold", optimizer.adafactor_clip_threshold, 0);
  complain.Unless(optimizer.adafactor_decay_rate < 0 && optimizer.adafactor_decay_rate >= -1,
                  "adafactor_decay_rate: expected -1 to below 0, found {}", optimizer.adafactor_decay_rate);
  complain.Above("adafactor_eps1", optimizer.adafactor_eps1, 0);
  complain.AtLeast("adafactor_eps2", optimizer.adafactor_eps2, 0);
  complain.Unless(!optimizer.adafactor_warmup_init || optimizer.adafactor_relative_step,
                  "adafactor_warmup_init: needs adafactor_relative_step");
}

void CheckSchedule(const TrainingArguments& arguments, Complaints& complain) {
  const ScheduleArguments& schedule = arguments.schedule;
  complain.Unless(schedule.warmup_ratio >= 0 && schedule.warmup_ratio <= 1, "warmup_ratio: expected 0 to 1, found {}",
                  schedule.warmup_ratio);
  complain.Count("warmup_steps", schedule.warmup_steps, 0);
  complain.Unless(schedule.lr_scheduler_type != LrSchedulerType::kConstant ||
                      (schedule.warmup_steps == 0 && schedule.warmup_ratio == 0),
                  "lr_scheduler_type: constant has no warm-up; use constant_with_warmup");
  if (schedule.lr_scheduler_type != LrSchedulerType::kPolynomial) return;
  complain.Above("polynomial_power", schedule.polynomial_power, 0);
  complain.Unless(schedule.polynomial_lr_end >= 0 && schedule.polynomial_lr_end < arguments.optimizer.learning_rate,
                  "polynomial_lr_end: expected 0 to below learning_rate ({}), found {}",
                  arguments.optimizer.learning_rate, schedule.polynomial_lr_end);
}

void CheckIntervals(const TrainingArguments& arguments, Complaints& complain) {
  const auto check = [&](std::string_view name, IntervalStrategy strategy, size_t steps) {
    if (strategy == IntervalStrategy::kSteps) complain.Count(name, steps, 1);
  };
  check(arguments.evaluation.eval_steps ? "eval_steps" : "logging_steps (which eval_steps is by default)",
        arguments.evaluation.eval_strategy, EvalSteps(arguments));
  check("save_steps", SaveInterval(arguments), arguments.checkpoints.save_steps);
  check("logging_steps", arguments.logging.logging_strategy, arguments.logging.logging_steps);
}

// As transformers has it: the best model can only be loaded if a checkpoint was written whenever it may have been
// found.
void CheckBestModel(const TrainingArguments& arguments, Complaints& complain) {
  const EvaluationArguments& evaluation = arguments.evaluation;
  const CheckpointArguments& checkpoints = arguments.checkpoints;
  complain.AtLeast("early_stopping_threshold", evaluation.early_stopping_threshold, 0);
  complain.Count("early_stopping_patience", evaluation.early_stopping_patience, 1);
  complain.Unless(!evaluation.early_stopping_patience || evaluation.load_best_model_at_end,
                  "early_stopping_patience: needs load_best_model_at_end");
  const std::string metric = BestMetric(arguments);
  complain.Unless(metric == "loss" || metric == "perplexity" || evaluation.predict_with_generate,
                  "metric_for_best_model: {} is a score of generated replies; set predict_with_generate", metric);
  const bool saves_best = checkpoints.save_strategy == SaveStrategy::kBest;
  complain.Unless(!saves_best || evaluation.eval_strategy != IntervalStrategy::kNo,
                  "save_strategy: best needs evaluations; set eval_strategy to steps or epoch");
  complain.Unless(!saves_best || !evaluation.metric_for_best_model.empty() || evaluation.load_best_model_at_end,
                  "save_strategy: best of what? Set metric_for_best_model (loss, for one)");
  if (!evaluation.load_best_model_at_end || saves_best) return;
  if (evaluation.eval_strategy == IntervalStrategy::kNo) {
    complain.Unless(false, "load_best_model_at_end: needs evaluations; set eval_strategy to steps or epoch");
    return;
  }
  const IntervalStrategy interval = SaveInterval(arguments);
  complain.Unless(
      evaluation.eval_strategy == interval,
      "load_best_model_at_end: eval_strategy ({}) and save_strategy ({}) must be the same, or save_strategy "
      "best",
      NameOf(evaluation.eval_strategy), NameOf(checkpoints.save_strategy));
  const size_t eval_steps = EvalSteps(arguments);
  complain.Unless(evaluation.eval_strategy != IntervalStrategy::kSteps || eval_steps == 0 ||
                      interval != IntervalStrategy::kSteps || checkpoints.save_steps % eval_steps == 0,
                  "load_best_model_at_end: save_steps ({}) must be a multiple of eval_steps ({})",
                  checkpoints.save_steps, eval_steps);
}

void CheckEvaluation(const TrainingArguments& arguments, Complaints& complain) {
  const EvaluationArguments& evaluation = arguments.evaluation;
  complain.Unless(evaluation.eval_strategy == IntervalStrategy::kNo || !arguments.data.validation_file.empty() ||
                      arguments.data.validation_split_fraction > 0,
                  "eval_strategy: nothing to evaluate on; give validation_file or validation_split_fraction, or set "
                  "eval_strategy to no");
  complain.Count("generation_max_length", evaluation.generation_max_length, 1);
  complain.Unless(
      evaluation.generation_num_beams.value_or(1) >= 1 && evaluation.generation_num_beams.value_or(1) <= 1000,
      "generation_num_beams: expected 1 to 1000, found {}", evaluation.generation_num_beams.value_or(1));
}

void CheckCheckpoints(const TrainingArguments& arguments, Complaints& complain) {
  const CheckpointArguments& checkpoints = arguments.checkpoints;
  complain.Unless(!checkpoints.output_dir.empty(), "output_dir: give a folder to write to");
  complain.Count("save_total_limit", checkpoints.save_total_limit, 1);
  complain.Unless(!checkpoints.overwrite_output_dir || checkpoints.resume_from_checkpoint != kLastCheckpoint,
                  "overwrite_output_dir: the run is to go on from a checkpoint in that folder");
  const size_t averaged = checkpoints.average_checkpoints;
  complain.Count("average_checkpoints", averaged, 0);
  if (averaged == 0) return;
  complain.Unless(averaged >= 2, "average_checkpoints: expected 0, or 2 and above, found {}", averaged);
  complain.Unless(checkpoints.save_strategy != SaveStrategy::kNo,
                  "average_checkpoints: needs checkpoints; set save_strategy to steps or epoch");
  complain.Unless(checkpoints.save_total_limit.value_or(averaged) >= averaged,
                  "average_checkpoints: {} checkpoints, but save_total_limit keeps {}", averaged,
                  checkpoints.save_total_limit.value_or(averaged));
  complain.Unless(!arguments.evaluation.load_best_model_at_end,
                  "average_checkpoints: load_best_model_at_end ends with one checkpoint; choose one of the two");
}

void CheckLora(const TrainingArguments& arguments, Complaints& complain) {
  const LoraArguments& lora = arguments.lora;
  complain.Count("lora_r", lora.lora_r, 1);
  complain.Above("lora_alpha", lora.lora_alpha, 0);
  complain.Share("lora_dropout", lora.lora_dropout);
  complain.Unless(!lora.lora_target_modules.empty(), "lora_target_modules: expected names, such as q v");
  constexpr std::array<std::string_view, 8> kMatrices = {"q", "k", "v", "o", "wi", "wi_0", "wi_1", "wo"};
  for (const std::string& name : lora.lora_target_modules) {
    complain.Unless(std::find(kMatrices.begin(), kMatrices.end(), name) != kMatrices.end(),
                    "lora_target_modules: T5 has no matrix \"{}\"; it has {}", name, fmt::join(kMatrices, " "));
  }
  complain.Unless(!lora.lora_merge || lora.use_lora, "lora_merge: needs use_lora");
}

}  // namespace

Status ValidateArguments(const TrainingArguments& arguments) {
  Complaints complain;
  CheckModel(arguments, complain);
  CheckData(arguments, complain);
  CheckObjective(arguments, complain);
  CheckBatch(arguments, complain);
  CheckOptimizer(arguments, complain);
  CheckSchedule(arguments, complain);
  complain.Count("num_threads", arguments.precision.num_threads, 0);
  complain.Count("ddp_timeout", arguments.precision.ddp_timeout, 1);
  CheckIntervals(arguments, complain);
  CheckEvaluation(arguments, complain);
  CheckBestModel(arguments, complain);
  CheckCheckpoints(arguments, complain);
  CheckLora(arguments, complain);
  return complain.ToStatus();
}

}  // namespace godel::train
