// SPDX-License-Identifier: MIT
#include "godel/train/finished_model.h"

#include <fmt/format.h>

#include <utility>

#include "godel/base/json.h"
#include "godel/base/replacing_file.h"
#include "godel/train/argument_table.h"
#include "godel/train/checkpoint_folder.h"
#include "godel/train/loss_curve.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

// README.md: what was trained on what, how, and how well it did when the weights that are written were evaluated.
Status WriteCard(const TrainingArguments& arguments, const TrainingLog& log, std::vector<DataSource> data,
                 const TrainableT5& model) {
  const fs::path output = arguments.checkpoints.output_dir;
  ModelCard card{.title = output.filename().string(), .parameters = static_cast<size_t>(model.base().num_values())};
  if (arguments.lora.use_lora) card.adapter_of = arguments.model.model_name_or_path;
  card.format = arguments.data.prompt_format;
  card.license = LicenseOfAll(data, arguments.model.model_name_or_path);
  card.data = std::move(data);
  const bool is_best = arguments.evaluation.load_best_model_at_end && log.best_global_step;
  for (const LogEntry& entry : log.log_history) {
    if (is_best && entry.step != *log.best_global_step) continue;
    for (const auto& [name, value] : entry.metrics) card.figures[name] = value;
  }
  if (!card.figures.empty()) card.measured_on = "examples that were held back";
  TrainingArguments given = arguments;  // the table points into what it describes
  for (const Argument& argument : ArgumentTable(given))
    if (const std::string value = ValueText(argument); !value.empty())
      card.arguments.emplace_back(std::string(argument.name), value);
  card.loss_curve = "loss_curve.svg";
  GODEL_TRY(const std::string text, ModelCardText(card));
  return WriteTextFile(output / "README.md", text);
}

}  // namespace

Status AverageCheckpoints(const fs::path& output, size_t count, TrainableT5* model) {
  const std::vector<fs::path> folders = NewestCheckpoints(output, count);
  if (folders.empty()) return Fail(ErrorCode::kNotFound, fmt::format("{}: no checkpoint to average", output.string()));
  ParameterSet& trained = model->trained();
  const at::NoGradGuard no_grad;
  const at::Tensor sum = at::zeros_like(trained.values(), at::kDouble);
  for (const fs::path& folder : folders) {
    GODEL_TRY_STATUS(LoadCheckpointWeights(folder, model));
    sum.add_(trained.values().detach());
  }
  trained.values().detach().copy_(sum / static_cast<double>(folders.size()));
  trained.RefreshCompute();
  return {};
}

Status WriteFinishedModel(const TrainingArguments& arguments, const fs::path& tokenizer_folder, const TrainingLog& log,
                          std::vector<DataSource> data, TrainableT5* model) {
  const fs::path output = arguments.checkpoints.output_dir;
  GODEL_TRY_STATUS(SaveModel(*model, tokenizer_folder, output));
  GODEL_TRY_STATUS(SaveTrainingLog(log, output / "trainer_state.json"));
  TrainingArguments given = arguments;
  GODEL_TRY_STATUS(WriteTextFile(output / "training_args.json", ToJson(given).dump(2) + "\n"));
  GODEL_TRY_STATUS(WriteCard(arguments, log, std::move(data), *model));
  GODEL_TRY_STATUS(WriteTextFile(output / "loss_curve.svg", LossCurveSvg(log.log_history)));
  if (!arguments.lora.lora_merge) return {};
  model->MergeAdapters();
  return SaveWholeModel(*model, tokenizer_folder, output / "merged");
}

}  // namespace godel::train
