// SPDX-License-Identifier: MIT
#include "godel/train/checkpoint_folder.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <limits>
#include <span>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "godel/base/replacing_file.h"
#include "godel/formats/tensor_writer.h"
#include "godel/model/t5_config_json.h"
#include "godel/tensor/tensor_view.h"
#include "godel/text/tokenizer_files.h"
#include "godel/train/device.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "checkpoint-";
constexpr std::string_view kPartial = ".partial-";  // then the number of the process that writes it

// Of f32 on the CPU; valid as long as the tensor.
std::span<const std::byte> BytesOf(const at::Tensor& values) {
  return std::as_bytes(std::span(values.data_ptr<float>(), static_cast<size_t>(values.numel())));
}

Status SaveParameters(const ParameterSet& parameters, const fs::path& path) {
  std::vector<TensorPlan> plans;
  for (const ParameterSpec& spec : parameters.specs())
    plans.push_back({spec.name, DataType::kF32, Shape(spec.shape.begin(), spec.shape.end())});
  return WriteSafetensors(path, plans,
                          [&](size_t i, const ByteSink& sink) { return sink(BytesOf(parameters.ValuesOnCpu(i))); });
}

Status SaveOptimizer(Optimizer& optimizer, const fs::path& path) {
  const auto state = optimizer.State();
  std::vector<TensorPlan> plans;
  for (const auto& [name, tensor] : state) {
    const auto sizes = tensor.sizes();
    plans.push_back({name, DataType::kF32, Shape(sizes.begin(), sizes.end())});
  }
  return WriteSafetensors(path, plans,
                          [&](size_t i, const ByteSink& sink) { return sink(BytesOf(state[i].second.cpu())); });
}

Status LoadOptimizer(const fs::path& path, Optimizer* optimizer) {
  GODEL_TRY(const Checkpoint stored, LoadSafetensors(path));
  for (auto& [name, tensor] : optimizer->State()) {
    const StoredTensor* const found = stored.Find(name);
    if (found == nullptr || NumElements(found->view.shape) != static_cast<size_t>(tensor.numel()))
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}: no tensor {} of {} numbers; was it written with another optimizer or model?",
                              path.string(), name, tensor.numel()));
    FillOnCpu(tensor, [&](std::span<float> out) { ReadF32(found->view, 0, out); });
  }
  return {};
}

Json AdapterConfig(const LoraConfig& lora) {
  return {{"peft_type", "LORA"},
          {"base_model_name_or_path", lora.base_model},
          {"task_type", "SEQ_2_SEQ_LM"},
          {"r", lora.r},
          {"lora_alpha", lora.alpha},
          {"lora_dropout", lora.dropout},
          {"target_modules", lora.target_modules},
          {"bias", "none"},
          {"fan_in_fan_out", false},
          {"use_rslora", false},
          {"modules_to_save", nullptr},
          {"inference_mode", true}};
}

Status CopyTokenizer(const fs::path& from, const fs::path& to) {
  constexpr size_t kMaxBytes = size_t{1} << 30;
  for (const std::string_view name : kTokenizerFileNames) {
    if (std::error_code ignored; !fs::exists(from / name, ignored)) continue;
    GODEL_TRY(const std::string bytes, ReadTextFile(from / name, kMaxBytes));
    GODEL_TRY_STATUS(WriteTextFile(to / name, bytes));
  }
  return {};
}

std::string Text(const Json& json) {
  return Dump(json, 2) + "\n";
}

std::optional<size_t> NumberOf(std::string_view text) {
  size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::optional<size_t> StepOf(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name.starts_with(kPrefix) ? NumberOf(std::string_view(name).substr(kPrefix.size())) : std::nullopt;
}

// The process that writes, or wrote, this folder.
std::optional<size_t> WriterOf(const fs::path& folder) {
  const std::string name = folder.filename().string();
  const size_t at = name.rfind(kPartial);
  if (!name.starts_with(kPrefix) || at == std::string::npos) return std::nullopt;
  return NumberOf(std::string_view(name).substr(at + kPartial.size()));
}

bool IsAlive(size_t process) {
  return ::kill(static_cast<pid_t>(process), 0) == 0 || errno != ESRCH;
}

std::vector<std::pair<size_t, fs::path>> Checkpoints(const fs::path& output) {
  std::vector<std::pair<size_t, fs::path>> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(output, error))
    if (const auto step = StepOf(entry.path())) found.emplace_back(*step, entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Status SaveModel(TrainableT5& model, const fs::path& tokenizer_folder, const fs::path& folder) {
  if (!model.lora().target_modules.empty()) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return Fail(ErrorCode::kIo, fmt::format("cannot create {}: {}", folder.string(), error.message()));
    GODEL_TRY_STATUS(WriteTextFile(folder / "adapter_config.json", Text(AdapterConfig(model.lora()))));
    return SaveParameters(model.trained(), folder / "adapter_model.safetensors");
  }
  return SaveWholeModel(model, tokenizer_folder, folder);
}

Status SaveWholeModel(const TrainableT5& model, const fs::path& tokenizer_folder, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Fail(ErrorCode::kIo, fmt::format("cannot create {}: {}", folder.string(), error.message()));
  const T5Config& config = model.config();
  const Json generation = {{"decoder_start_token_id", Value(config.decoder_start_token_id)},
                           {"eos_token_id", Value(config.eos_token_ids.front())},
                           {"pad_token_id", Value(config.pad_token_id)}};
  GODEL_TRY_STATUS(WriteTextFile(folder / "config.json", Text(ToConfigJson(config, model.has_lm_head()))));
  GODEL_TRY_STATUS(WriteTextFile(folder / "generation_config.json", Text(generation)));
  GODEL_TRY_STATUS(CopyTokenizer(tokenizer_folder, folder));
  return SaveParameters(model.base(), folder / "model.safetensors");
}

Result<fs::path> SaveCheckpoint(TrainableT5& model, Optimizer& optimizer, const RunState& state,
                                const fs::path& tokenizer_folder, const fs::path& output) {
  const fs::path folder = output / fmt::format("{}{}", kPrefix, state.step);
  fs::path partial = folder;
  partial += fmt::format("{}{}", kPartial, ::getpid());
  const auto write = [&]() -> Status {
    GODEL_TRY_STATUS(SaveModel(model, tokenizer_folder, partial));
    GODEL_TRY_STATUS(SaveOptimizer(optimizer, partial / "optimizer.safetensors"));
    const Json position = {{"step", state.step},
                           {"forward", state.forward},
                           {"epoch", state.position.epoch},
                           {"batch", state.position.batch},
                           {"optimizer_steps", optimizer.steps},
                           {"logged_loss", state.logged_loss},
                           {"logged_steps", state.logged_steps},
                           {"without_gain", state.without_gain}};
    GODEL_TRY_STATUS(WriteTextFile(partial / "training_state.json", Text(position)));
    return SaveTrainingLog(state.log, partial / "trainer_state.json");
  };
  std::error_code error;
  if (Status written = write(); !written) {
    fs::remove_all(partial, error);
    return tl::unexpected(written.error());
  }
  fs::remove_all(folder, error);  // of a run that came this far before
  fs::rename(partial, folder, error);
  if (error) return Fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", folder.string(), error.message()));
  return folder;
}

Status LoadCheckpointWeights(const fs::path& folder, TrainableT5* model) {
  const bool adapter = !model->lora().target_modules.empty();
  GODEL_TRY(const Checkpoint weights,
            LoadSafetensors(folder / (adapter ? "adapter_model.safetensors" : "model.safetensors")));
  if (const Status loaded = model->trained().Load(weights); !loaded) return Within(folder.string(), loaded.error());
  return {};
}

Status LoadCheckpoint(const fs::path& folder, TrainableT5* model, Optimizer* optimizer, RunState* state) {
  GODEL_TRY_STATUS(LoadCheckpointWeights(folder, model));
  GODEL_TRY_STATUS(LoadOptimizer(folder / "optimizer.safetensors", optimizer));
  GODEL_TRY(const Json stored, ReadJsonFile(folder / "training_state.json"));
  const auto number = [&](const char* key) -> Result<size_t> {
    GODEL_TRY(const auto value, OptionalMember<size_t>(stored, key));
    if (!value) return Fail(ErrorCode::kBadData, fmt::format("{}: training_state.json: no {}", folder.string(), key));
    return *value;
  };
  GODEL_TRY(state->step, number("step"));
  GODEL_TRY(state->forward, number("forward"));
  GODEL_TRY(state->position.epoch, number("epoch"));
  GODEL_TRY(state->position.batch, number("batch"));
  GODEL_TRY(const size_t steps, number("optimizer_steps"));
  optimizer->steps = static_cast<int64_t>(steps);
  // Checkpoints of before these were kept have none.
  GODEL_TRY(const auto logged_loss, OptionalMember<double>(stored, "logged_loss"));
  GODEL_TRY(const auto logged_steps, OptionalMember<size_t>(stored, "logged_steps"));
  GODEL_TRY(const auto without_gain, OptionalMember<size_t>(stored, "without_gain"));
  state->logged_loss = logged_loss.value_or(0);
  state->logged_steps = logged_steps.value_or(0);
  state->without_gain = without_gain.value_or(0);
  GODEL_TRY(state->log, LoadTrainingLog(folder / "trainer_state.json"));
  return {};
}

std::vector<fs::path> NewestCheckpoints(const fs::path& output, size_t count) {
  const auto found = Checkpoints(output);
  std::vector<fs::path> newest;
  for (size_t i = found.size() - std::min(count, found.size()); i < found.size(); ++i)
    newest.push_back(found[i].second);
  return newest;
}

std::optional<fs::path> LastCheckpoint(const fs::path& output) {
  const auto newest = NewestCheckpoints(output, 1);
  return newest.empty() ? std::nullopt : std::optional(newest.back());
}

std::vector<fs::path> CheckpointsBeyond(const fs::path& output, const fs::path& start) {
  std::vector<fs::path> all = NewestCheckpoints(output, std::numeric_limits<size_t>::max());
  std::error_code ignored;
  const auto own = std::find_if(all.begin(), all.end(),
                                [&](const fs::path& folder) { return fs::equivalent(folder, start, ignored); });
  if (own != all.end()) all.erase(all.begin(), own + 1);
  return all;
}

void RemoveUnfinishedCheckpoints(const fs::path& output) {
  std::vector<fs::path> unfinished;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(output, ignored))
    if (const auto writer = WriterOf(entry.path()); writer && !IsAlive(*writer)) unfinished.push_back(entry.path());
  for (const fs::path& folder : unfinished) fs::remove_all(folder, ignored);
}

void RemoveOldCheckpoints(const fs::path& output, size_t keep, const std::string& best) {
  const auto found = Checkpoints(output);
  std::error_code ignored;
  for (size_t i = 0; i + keep < found.size(); ++i)
    if (found[i].second != best) fs::remove_all(found[i].second, ignored);
}

}  // namespace godel::train
