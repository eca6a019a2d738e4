// SPDX-License-Identifier: MIT
#include "godel/train/training_arguments.h"

#include <cmath>
#include <string_view>

namespace godel::train {

size_t EvalSteps(const TrainingArguments& arguments) {
  return arguments.evaluation.eval_steps.value_or(arguments.logging.logging_steps);
}

IntervalStrategy SaveInterval(const TrainingArguments& arguments) {
  switch (arguments.checkpoints.save_strategy) {
    case SaveStrategy::kSteps:
      return IntervalStrategy::kSteps;
    case SaveStrategy::kEpoch:
      return IntervalStrategy::kEpoch;
    default:
      return IntervalStrategy::kNo;
  }
}

uint64_t DataSeed(const TrainingArguments& arguments) {
  return arguments.seeds.data_seed.value_or(arguments.seeds.seed);
}

size_t GenerationMaxLength(const TrainingArguments& arguments) {
  return arguments.evaluation.generation_max_length.value_or(arguments.data.max_target_length);
}

std::string BestMetric(const TrainingArguments& arguments) {
  constexpr std::string_view kPrefix = "eval_";
  std::string_view name = arguments.evaluation.metric_for_best_model;
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  return name.empty() ? "loss" : std::string(name);
}

bool GreaterIsBetter(const TrainingArguments& arguments) {
  const std::string metric = BestMetric(arguments);
  const bool is_loss = metric.ends_with("loss") || metric == "perplexity";
  return arguments.evaluation.greater_is_better.value_or(!is_loss);
}

size_t WarmupSteps(const TrainingArguments& arguments, size_t total_steps) {
  const ScheduleArguments& schedule = arguments.schedule;
  if (schedule.warmup_steps > 0) return schedule.warmup_steps;
  return static_cast<size_t>(std::ceil(static_cast<double>(total_steps) * schedule.warmup_ratio));
}

}  // namespace godel::train
