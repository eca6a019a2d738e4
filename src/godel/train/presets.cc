// SPDX-License-Identifier: MIT
#include "godel/train/presets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "godel/train/argument_table.h"

namespace godel::train {
namespace {

constexpr std::string_view kGodel = "GODEL's commands";
constexpr std::string_view kGodelCode = "GODEL's code";
constexpr std::string_view kGodelData = "GODEL's data scripts";
constexpr std::string_view kT5 = "T5's pre-training";
constexpr std::string_view kOurs = "ours";

// What all of GODEL's runs share. max_grad_norm is a flag of GODEL's train.py that nothing reads; its epsilon is the
// default of the AdamW that it imports.
constexpr PresetValue kGodelRuns[] = {
    {"per_device_train_batch_size", "16", kGodel},
    {"per_device_eval_batch_size", "16", kGodel},
    {"max_source_length", "512", kGodel},
    {"learning_rate", "5e-5", kGodel},
    {"lr_scheduler_type", "linear", kGodelCode},
    {"adam_epsilon", "1e-6", kGodelCode},
    {"max_grad_norm", "0", kGodelCode},
    {"eval_strategy", "epoch", kGodelCode},
    {"predict_with_generate", "true", kGodelCode},
    {"generation_num_beams", "5", kGodel},
};

constexpr PresetValue kFinetune[] = {
    {"num_train_epochs", "50", kGodel},
    {"max_target_length", "512", kGodel},
    // GODEL saves every 10000 updates and may end a small run without a checkpoint, or fill the disk in a large one.
    {"save_strategy", "epoch", kOurs},
    {"save_total_limit", "3", kOurs},
};

// The whole held-out set by generation takes longer than an epoch's training: hence max_eval_samples.
constexpr PresetValue kPretrain[] = {
    {"num_train_epochs", "10", kGodel}, {"max_target_length", "256", kGodel}, {"save_steps", "50000", kGodel},
    {"group_by_length", "true", kOurs}, {"max_eval_samples", "1000", kOurs},
};

constexpr PresetValue kFewShot[] = {
    {"few_shot_dialogs", "50", kGodelData}, {"num_train_epochs", "10", kGodel}, {"max_target_length", "256", kGodel},
    {"save_strategy", "epoch", kOurs},      {"save_total_limit", "3", kOurs},
};

// T5's rate of 0.01 is a share of each matrix's scale, which our Adafactor does not multiply with. T5 keeps its rate
// for the first 10000 updates where inverse_sqrt warms up; from there on both fall alike. 512 ids with these spans
// leave 114 ids of target.
constexpr PresetValue kSpanCorruption[] = {
    {"objective", "span_corruption", kT5},
    {"noise_density", "0.15", kT5},
    {"mean_noise_span_length", "3", kT5},
    {"max_source_length", "512", kT5},
    {"max_target_length", "114", kT5},
    {"optim", "adafactor", kT5},
    {"learning_rate", "1e-3", kOurs},
    {"lr_scheduler_type", "inverse_sqrt", kT5},
    {"warmup_steps", "10000", kT5},
    {"max_steps", "524288", kT5},
    {"per_device_train_batch_size", "128", kT5},
    {"max_grad_norm", "0", kT5},
    {"save_steps", "5000", kOurs},
    {"save_total_limit", "3", kOurs},
};

constexpr PresetValue kLora[] = {
    {"use_lora", "true", kOurs},
    {"lora_r", "16", kOurs},
    {"lora_alpha", "32", kOurs},
    {"lora_dropout", "0.05", kOurs},
    {"lora_target_modules", "q,v", "peft"},
    {"learning_rate", "1e-3", kOurs},  // low-rank updates start at zero and take a higher rate than the weights do
    {"num_train_epochs", "10", kOurs},
    {"warmup_ratio", "0.03", kOurs},
    {"save_strategy", "epoch", kOurs},
    {"save_total_limit", "3", kOurs},
};

constexpr std::array<Preset, 5> kPresets = {{
    {"godel-finetune", "One task, one process: the quick start of GODEL, which evaluates by generation each epoch",
     kGodelRuns, kFinetune},
    {"godel-pretrain", "Phases 2 and 3 of GODEL; it ran 16 processes, so 256 examples an update", kGodelRuns,
     kPretrain},
    {"godel-few-shot", "A task from 50 dialogs, drawn with data_seed", kGodelRuns, kFewShot},
    {"t5-span-corruption", "T5's own pre-training on plain text, for phase 1 or another language", {}, kSpanCorruption},
    {"lora", "Low-rank updates of q and v beside frozen weights: little memory, small files", {}, kLora},
}};

}  // namespace

std::span<const Preset> Presets() {
  return kPresets;
}

std::string PresetNames() {
  std::string names;
  for (const Preset& preset : kPresets) names.append(names.empty() ? "" : ", ").append(preset.name);
  return names;
}

Status ApplyPreset(std::string_view name, TrainingArguments* arguments) {
  const auto preset = std::find_if(kPresets.begin(), kPresets.end(), [&](const Preset& p) { return p.name == name; });
  if (preset == kPresets.end())
    return Fail(ErrorCode::kInvalidArgument, fmt::format("there is no preset '{}'; there are {}", name, PresetNames()));
  const std::vector<Argument> table = ArgumentTable(*arguments);
  for (const auto& values : {preset->base, preset->values})
    for (const PresetValue& value : values) {
      const Argument* const argument = FindArgument(table, value.name);
      if (argument == nullptr) return UnknownArgument(table, value.name);
      const std::array<std::string, 1> texts = {std::string(value.value)};
      GODEL_TRY_STATUS(SetFromTexts(*argument, texts));
    }
  return {};
}

std::string PresetDocs() {
  std::string docs;
  for (const Preset& preset : kPresets) {
    fmt::format_to(std::back_inserter(docs), "{}### {}\n\n{}.\n\n| argument | value | whose |\n| --- | --- | --- |\n",
                   docs.empty() ? "" : "\n", preset.name, preset.help);
    for (const auto& values : {preset.base, preset.values})
      for (const PresetValue& value : values)
        fmt::format_to(std::back_inserter(docs), "| `{}` | {} | {} |\n", value.name, value.value, value.source);
  }
  return docs;
}

}  // namespace godel::train
