// SPDX-License-Identifier: MIT
#include "godel/train/trainer_setup.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "godel/base/json.h"

namespace godel::train {

namespace fs = std::filesystem;

Status CheckIsWholeModel(const ModelArguments& arguments) {
  const fs::path folder = arguments.model_name_or_path;
  const fs::path adapter = folder / "adapter_config.json";
  std::error_code ignored;
  if (!fs::exists(adapter, ignored) || fs::exists(folder / "config.json", ignored)) return {};
  std::string base = "BASE";
  if (const auto json = ReadJsonFile(adapter))
    if (const auto name = OptionalMember<std::string>(*json, "base_model_name_or_path");
        name && *name && !(*name)->empty())
      base = **name;
  return Fail(
      ErrorCode::kInvalidArgument,
      fmt::format("{0}: a LoRA adapter, not a whole model. To train on from both, first write them as one: godel "
                  "convert --model {1} --lora {0} --output MERGED, then --model_name_or_path MERGED. A run that "
                  "made an adapter goes on with --model_name_or_path {1} --use_lora --resume_from_checkpoint last.",
                  folder.string(), base));
}

Result<LoadedModel> LoadModel(const TrainingArguments& arguments, at::Device device) {
  const fs::path folder = arguments.model.model_name_or_path;
  fs::path config_path = folder.empty() ? fs::path(arguments.model.config_name) : folder / "config.json";
  std::error_code ignored;
  if (fs::is_directory(config_path, ignored)) config_path /= "config.json";
  GODEL_TRY(const T5Config config, LoadT5Config(config_path));
  GODEL_TRY(const Json json, ReadJsonFile(config_path));
  GODEL_TRY(const auto rate, OptionalMember<double>(json, "dropout_rate"));
  const double dropout_rate = arguments.model.dropout_rate.value_or(rate.value_or(0.1));
  TrainableOptions options;
  options.recompute_layers = arguments.precision.gradient_checkpointing;
  options.placement = {.compute = arguments.precision.bf16 ? at::kBFloat16 : at::kFloat, .device = device};
  if (arguments.lora.use_lora)
    options.lora = {arguments.lora.lora_target_modules, static_cast<int64_t>(arguments.lora.lora_r),
                    arguments.lora.lora_alpha, arguments.lora.lora_dropout, folder.string()};
  if (folder.empty()) {
    GODEL_TRY(const auto factor, OptionalMember<double>(json, "initializer_factor"));
    // T5 starts its embedding with a deviation of initializer_factor, so wide that Adam needs long to move it. Here the
    // factor is the embedding's alone, and everything else starts as with 1.
    const double f = factor.value_or(1.0);
    GODEL_TRY(
        TrainableT5 fresh,
        TrainableT5::Fresh(config, {.factor = 1, .embedding_deviation = f, .seed = arguments.seeds.seed}, options));
    return LoadedModel{std::move(fresh), dropout_rate};
  }
  GODEL_TRY(const Checkpoint checkpoint, LoadCheckpointFolder(folder));
  GODEL_TRY(TrainableT5 loaded, TrainableT5::FromCheckpoint(checkpoint, config, options));
  return LoadedModel{std::move(loaded), dropout_rate};
}

std::unique_ptr<Optimizer> MakeOptimizer(const OptimizerArguments& o, const ParameterSet& parameters) {
  if (o.optim == OptimizerType::kAdafactor)
    return MakeAdafactor(parameters, {.epsilon = o.adafactor_eps1,
                                      .clip_threshold = o.adafactor_clip_threshold,
                                      .decay_rate = o.adafactor_decay_rate,
                                      .weight_decay = o.weight_decay,
                                      .epsilon_of_scale = o.adafactor_eps2,
                                      .scale_parameter = o.adafactor_scale_parameter,
                                      .relative_step = o.adafactor_relative_step,
                                      .warmup_init = o.adafactor_warmup_init});
  return MakeAdamW(parameters, {o.adam_beta1, o.adam_beta2, o.adam_epsilon, o.weight_decay});
}

void SetThreads(int count) {
  at::set_num_threads(count);
  using Set = void (*)(int);
  if (const auto set = reinterpret_cast<Set>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(count);
}

BatchOptions TrainBatchOptions(const TrainingArguments& arguments, const ProcessPlace& place) {
  const BatchArguments& batch = arguments.batch;
  return {.max_tokens = batch.tokens_per_batch,
          .max_examples = batch.tokens_per_batch > 0 ? 0 : batch.per_device_train_batch_size,
          .group_by_length = batch.group_by_length || batch.tokens_per_batch > 0,
          .seed = DataSeed(arguments),
          .rank = place.rank,
          .world_size = place.world_size};
}

}  // namespace godel::train
