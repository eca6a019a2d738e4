// SPDX-License-Identifier: MIT
#include "train.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/interrupt.h"
#include "command_line/progress_bar.h"
#include "godel/engine/engine.h"
#include "godel/evaluate/evaluation.h"
#include "godel/prepare/data_file_facts.h"
#include "godel/train/trainer.h"

namespace godel::apps {
namespace {

// The engine's own search on the folder that was just written: what is measured is what will be served.
Result<train::MeasuredReplies> MeasureReplies(const train::TrainingArguments& arguments,
                                              const std::filesystem::path& folder, std::span<const Example> examples) {
  EngineOptions engine_options;
  engine_options.num_threads = arguments.precision.num_threads;
  const bool adapter = arguments.lora.use_lora;
  if (adapter) engine_options.lora = {{folder}};
  GODEL_TRY(const auto engine,
            Engine::Load(adapter ? std::filesystem::path(arguments.model.model_name_or_path) : folder, engine_options));
  EvaluationOptions options;
  options.prompt = {arguments.data.prompt_format, arguments.data.max_source_length};
  options.params = EvaluationParams(*engine);
  options.params.max_new_tokens = train::GenerationMaxLength(arguments);
  if (arguments.evaluation.generation_num_beams) options.params.num_beams = *arguments.evaluation.generation_num_beams;
  GODEL_TRY(const Evaluation evaluation, EvaluateExamples(*engine, examples, options));
  train::MeasuredReplies measured;
  measured.figures = {{"bleu", evaluation.text->godel_bleu.bleu},
                      {"f1", evaluation.text->f1},
                      {"knowledge_f1", evaluation.text->knowledge_f1.value_or(0)}};
  constexpr size_t kSamples = 5;
  for (size_t i = 0; i < std::min(kSamples, examples.size()); ++i)
    measured.samples.push_back({examples[i].context.empty() ? "" : examples[i].context.back(), examples[i].response,
                                evaluation.examples[i].reply});
  return measured;
}

// What `godel prepare` wrote beside the file, if it made it and the file has still the rows that were written.
std::optional<train::StatedData> StatedBeside(const std::string& file) {
  const std::optional<CardJson> card = ReadCardOf(file);
  if (!card) return std::nullopt;
  ExampleReaderOptions any_rows;
  any_rows.rows.max_bad_rows = SIZE_MAX;
  if (const auto facts = MeasureDataFile(file, any_rows); !facts || MatchesItsCard(*facts) == false) {
    fmt::print("warning: {} has not the rows that {} was written for: the model's card states no licence of it\n", file,
               CardPath(file).string());
    return train::StatedData{.was_changed = true};
  }
  train::StatedData stated{.licenses = LicencesOf(*card)};
  if (const auto made_by = card->find("made_by"); made_by != card->end() && made_by->is_string())
    stated.made_by = made_by->get<std::string>();
  if (const auto examples = card->find("examples"); examples != card->end() && examples->is_number_unsigned())
    stated.examples = examples->get<size_t>();
  return stated;
}

Status CheckFiles(const train::DataArguments& data) {
  std::vector<std::filesystem::path> files;
  for (const train::TrainFile& file : data.train_file) files.emplace_back(file.path);
  if (!data.validation_file.empty()) files.emplace_back(data.validation_file);
  return CheckReadTwice(files,
                        "training reads its files more than once and knows their cached tokens by name and time");
}

Result<int> Train(const train::TrainingArguments& arguments, const train::ProcessPlace& place) {
  GODEL_TRY_STATUS(CheckFiles(arguments.data));
  ProgressBar bar;
  train::TrainerHooks hooks;
  hooks.started = CatchFirstStop;
  hooks.say = [](const std::string& line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);
  };
  hooks.show_progress = [&bar](const train::TrainingProgress& progress) {
    const double total = static_cast<double>(progress.total_steps);
    bar.ShowText(total > 0 ? static_cast<double>(progress.step) / total : 0, train::ProgressText(progress));
  };
  hooks.find_stated_data = StatedBeside;
  hooks.stop_requested = [] { return Interrupted(); };
  hooks.evaluate = [&arguments](const std::filesystem::path& folder, std::span<const Example> examples) {
    return MeasureReplies(arguments, folder, examples);
  };
  GODEL_TRY(const train::TrainingResult result, train::Train(arguments, hooks, place));
  const bool stopped = result.end == train::TrainingEnd::kStopped;
  if (place.rank > 0) return stopped ? kInterrupted : kDone;  // the first process has written, and says where
  if (stopped) {
    fmt::print("stopped; everything is in {}; go on with --resume_from_checkpoint last\n", result.folder.string());
    return kInterrupted;
  }
  fmt::print("{}the model is in {}\n", result.end == train::TrainingEnd::kEarlyStopping ? "no gain any more: " : "",
             result.folder.string());
  return kDone;
}

}  // namespace

int TrainCommand::Run() const {
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    const char* const value = std::getenv(name.c_str());
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
  };
  const Result<train::ProcessPlace> place = train::PlaceFromEnvironment(environment);
  if (!place) return Report(place.error());
  const Result<train::TrainingArguments> arguments = flags_.Read();
  if (!arguments) return Report(arguments.error());
  return ExitStatus(Train(*arguments, *place));
}

}  // namespace godel::apps
