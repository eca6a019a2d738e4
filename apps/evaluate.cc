// SPDX-License-Identifier: MIT
// `godel evaluate`: a model measured on files of examples.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "commands.h"
#include "dataset_commands.h"
#include "evaluate_commands.h"
#include "evaluation_report.h"
#include "exit_status.h"
#include "godel/base/replacing_file.h"
#include "godel/evaluate/example_sample.h"
#include "interrupt.h"
#include "model_flags.h"
#include "progress_bar.h"
#include "prompt_flags.h"
#include "sampling_flags.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExamples = R"(Examples:
  godel evaluate --data dev.jsonl                                # a table
  godel evaluate --model ./my-fine-tune --data film.jsonl.gz --data travel.csv --limit 300 --output my-scores
  godel evaluate --data dev.jsonl --no-generate --json           # the likelihood alone, which is much quicker

Each --data FILE holds examples, as 'godel dataset --help' says. Each gets a row, and several get a row for all of them
together. Replies are greedy and up to 64 ids long unless the flags say otherwise.

nats/char    -ln probability of the responses, </s> included, divided by their characters; compares any two models
nats/token   the same divided by the model's own tokens, which is the training loss; perplexity is its exponential
BLEU-4       of the corpus, F1 over words, knowledge F1 against the knowledge instead of the reference; all of them on
             lower-cased words without punctuation and articles, and in percent here, 0 to 1 in JSON
distinct-n   different n-grams among all n-grams of the replies

--output DIR gets metrics.json and predictions.jsonl, a line an example: its texts, the reply, nats and tokens.)";

struct Flags {
  ModelFlags model;
  PromptFlags prompt;
  SamplingFlags sampling;
  std::vector<std::string> data;
  size_t limit = 0;
  uint64_t sample_seed = 42;
  size_t max_bad_rows = 0;
  std::string output;
  bool force = false;
  bool no_generate = false;
  bool json = false;
  bool stats = false;
  size_t batch_size = EngineOptions{}.max_batch_rows;
};

struct DataFile {
  std::string name;  // of its row: without folders, unless two files would look alike
  std::vector<Example> examples;
  size_t seen = 0;
};

Result<DataFile> ReadData(const std::string& file, const Flags& flags) {
  GODEL_TRY(ExampleReader reader, OpenExamples({.files = {file}, .columns = {}, .max_bad_rows = flags.max_bad_rows}));
  ExampleSample sample(flags.limit, flags.sample_seed);
  while (true) {
    GODEL_TRY(std::optional<Example> example, reader.Next());
    if (!example) break;
    sample.Add(std::move(*example));
  }
  PrintBadRows(reader.rows());
  if (sample.seen() == 0) return Fail(ErrorCode::kBadData, file + ": there is no example in it");
  DataFile data{.name = file, .examples = {}, .seen = sample.seen()};
  data.examples = std::move(sample).Take();
  return data;
}

Result<std::vector<DataFile>> ReadAllData(const Flags& flags) {
  std::set<std::string> names;
  for (const std::string& file : flags.data) names.insert(fs::path(file).filename().string());
  std::vector<DataFile> files;
  for (const std::string& file : flags.data) {
    GODEL_TRY(DataFile data, ReadData(file, flags));
    if (names.size() == flags.data.size()) data.name = fs::path(file).filename().string();
    files.push_back(std::move(data));
  }
  return files;
}

fs::path MetricsPath(const Flags& flags) {
  return fs::path(flags.output) / "metrics.json";
}
fs::path PredictionsPath(const Flags& flags) {
  return fs::path(flags.output) / "predictions.jsonl";
}

// Asked before hours of work.
Status PrepareOutput(const Flags& flags) {
  if (flags.output.empty()) return {};
  std::error_code failed;
  for (const fs::path& path : {MetricsPath(flags), PredictionsPath(flags)}) {
    if (!flags.force && fs::exists(path, failed))
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--output: {} exists already; --force replaces it", path.string()));
  }
  fs::create_directories(flags.output, failed);
  if (failed)
    return Fail(ErrorCode::kIo, fmt::format("--output: cannot make the folder {}: {}", flags.output, failed.message()));
  return {};
}

// How far all files together are, for one line.
class TotalProgress {
 public:
  TotalProgress(const std::vector<DataFile>& files, bool generate) : steps_each_(generate ? 2 : 1) {
    for (const DataFile& file : files) examples_ += file.examples.size();
  }
  void Show(const EvaluationProgress& progress) {
    const size_t steps = done_.scored + done_.answered + progress.scored + progress.answered;
    bar_.Show({.lines = steps / steps_each_,
               .tokens = done_.tokens + progress.tokens,
               .share = static_cast<double>(steps) / static_cast<double>(examples_ * steps_each_)});
    last_ = progress;
  }
  void EndFile() {
    done_.scored += last_.scored;
    done_.answered += last_.answered;
    done_.tokens += last_.tokens;
    last_ = {};
  }

 private:
  ProgressBar bar_;
  size_t steps_each_;
  size_t examples_ = 0;
  EvaluationProgress done_, last_;
};

OutputJson MetricsJson(const Flags& flags, const std::string& model, const Engine& engine, const SamplingParams& params,
                       const std::vector<EvaluationRow>& rows) {
  auto files = OutputJson::array();
  for (const EvaluationRow& row : rows) files.push_back(ToJson(row));
  OutputJson total = files.back();
  if (rows.size() > 1) files.erase(files.size() - 1);
  total.erase("name");
  OutputJson json = {{"model", model},
                     {"weights", std::string(WeightTypeName(engine.weights().decoder_wi))},
                     {"format", flags.prompt.format},
                     {"max_input_tokens", flags.prompt.max_input_tokens},
                     {"data", flags.data},
                     {"limit", flags.limit},
                     {"sample_seed", flags.sample_seed}};
  if (!flags.no_generate) json["parameters"] = ToJson(params);
  json["files"] = std::move(files);
  json["total"] = std::move(total);
  return json;
}

Status WritePredictions(const Flags& flags, const std::vector<DataFile>& files,
                        const std::vector<EvaluationRow>& rows) {
  GODEL_TRY(ReplacingFile file, ReplacingFile::Create(PredictionsPath(flags)));
  for (size_t f = 0; f < files.size(); ++f) {
    for (size_t i = 0; i < files[f].examples.size(); ++i) {
      const OutputJson line = PredictionJson(files[f].name, files[f].examples[i], rows[f].evaluation.examples[i],
                                             /*with_reply=*/!flags.no_generate);
      GODEL_TRY_STATUS(file.Write(Dump(line) + "\n"));
    }
  }
  return file.Commit();
}

// A row for all files together, when there are several.
Status AddTotal(const std::vector<DataFile>& files, bool with_replies, std::vector<EvaluationRow>* rows) {
  if (files.size() < 2) return {};
  EvaluationRow total{.name = "total", .seen = 0, .evaluation = {}};
  std::vector<Example> examples;
  std::vector<EvaluatedExample> evaluated;
  for (size_t f = 0; f < files.size(); ++f) {
    const Evaluation& part = (*rows)[f].evaluation;
    examples.insert(examples.end(), files[f].examples.begin(), files[f].examples.end());
    evaluated.insert(evaluated.end(), part.examples.begin(), part.examples.end());
    total.seen += files[f].seen;
  }
  GODEL_TRY(total.evaluation, Summarize(examples, std::move(evaluated), with_replies));
  rows->push_back(std::move(total));
  return {};
}

void PrintCost(const Evaluation& total, const EvaluationCost& cost) {
  fmt::print(stderr, "scored {} tokens in {:.1f} s: {:.0f} tokens/s", total.likelihood.tokens, cost.score_seconds,
             static_cast<double>(total.likelihood.tokens) / cost.score_seconds);
  if (cost.generated_tokens > 0)
    fmt::print(stderr, "; generated {} in {:.1f} s: {:.0f} tokens/s", cost.generated_tokens, cost.generate_seconds,
               static_cast<double>(cost.generated_tokens) / cost.generate_seconds);
  fmt::print(stderr, "\n");
}

Result<std::vector<EvaluationRow>> EvaluateFiles(const std::vector<DataFile>& files, Engine& engine,
                                                 EvaluationOptions options, EvaluationCost* cost) {
  TotalProgress progress(files, options.generate);
  options.on_progress = [&](const EvaluationProgress& now) { progress.Show(now); };
  std::vector<EvaluationRow> rows;
  for (const DataFile& file : files) {
    auto evaluation = EvaluateExamples(engine, file.examples, options);
    if (!evaluation) return Within(file.name, std::move(evaluation.error()));
    *cost += evaluation->cost;
    rows.push_back({.name = file.name, .seen = file.seen, .evaluation = std::move(*evaluation)});
    progress.EndFile();
  }
  GODEL_TRY_STATUS(AddTotal(files, options.generate, &rows));
  return rows;
}

Status Evaluate(const Flags& flags) {
  // Not a required option, since the subcommands have files of their own.
  if (flags.data.empty()) return Fail(ErrorCode::kInvalidArgument, "--data is required; try 'godel evaluate --help'");
  EvaluationOptions options;
  options.generate = !flags.no_generate;
  GODEL_TRY(options.prompt, ReadPromptOptions(flags.prompt));
  GODEL_TRY(const fs::path model, FindModel(flags.model));
  GODEL_TRY_STATUS(PrepareOutput(flags));
  ExitOnInterrupt("\ngodel: interrupted; nothing was written\n");
  GODEL_TRY(const std::vector<DataFile> files, ReadAllData(flags));
  GODEL_TRY(const std::unique_ptr<Engine> engine, LoadEngine(flags.model, {.max_batch_rows = flags.batch_size}));
  options.params = EvaluationParams(*engine);
  GODEL_TRY_STATUS(flags.sampling.Apply(&options.params));
  GODEL_TRY_STATUS(Validate(options.params, engine->config().vocab_size));

  EvaluationCost cost;
  GODEL_TRY(const std::vector<EvaluationRow> rows, EvaluateFiles(files, *engine, options, &cost));
  const OutputJson metrics = MetricsJson(flags, model.string(), *engine, options.params, rows);
  if (!flags.output.empty()) {
    GODEL_TRY_STATUS(WritePredictions(flags, files, rows));
    GODEL_TRY_STATUS(
        WriteTextFile(MetricsPath(flags), metrics.dump(2, ' ', false, OutputJson::error_handler_t::replace) + "\n"));
  }
  fmt::print("{}", flags.json ? Dump(metrics) + "\n" : EvaluationTable(rows));
  if (flags.stats) PrintCost(rows.back().evaluation, cost);
  return {};
}

}  // namespace

Command AddEvaluate(CLI::App& program) {
  auto* const app = program.add_subcommand("evaluate", "Measure a model on examples");
  const auto flags = std::make_shared<Flags>();
  app->add_option("-d,--data", flags->data, "Examples, one file or several")->type_name("FILE");
  app->add_option("--limit", flags->limit, "Take N examples of each file, the same in every run (default: all)")
      ->type_name("N");
  app->add_option("--sample-seed", flags->sample_seed, "Which N")->type_name("N")->capture_default_str();
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->add_option("-o,--output", flags->output, "Folder for metrics.json and predictions.jsonl")->type_name("DIR");
  app->add_flag("--force", flags->force, "Replace these two when they exist");
  app->add_flag("--no-generate", flags->no_generate, "The likelihood alone, without replies");
  app->add_flag("--json", flags->json, "Print what metrics.json gets, on one line");
  app->add_flag("--stats", flags->stats, "Say at the end how fast it went");
  app->add_option("--batch-size", flags->batch_size, "Decoder rows (examples times beams) computed together")
      ->type_name("N")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  AddModelFlags(*app, flags->model);
  AddPromptFlags(*app, flags->prompt);
  flags->sampling.AddTo(*app);
  app->footer(kExamples);
  app->require_subcommand(0, 1);
  const auto commands = std::make_shared<std::vector<Command>>(std::vector<Command>{AddEvaluateMultiWoz(*app)});
  return {.app = app, .run = [flags, commands] {
            for (const Command& command : *commands) {
              if (command.app->parsed()) return command.run();
            }
            const Status status = Evaluate(*flags);
            return status ? kDone : Report(status.error());
          }};
}

}  // namespace godel::apps
