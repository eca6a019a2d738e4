// SPDX-License-Identifier: MIT
// `godel evaluate`: a model measured on files of examples.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/generation_flags.h"
#include "command_line/interrupt.h"
#include "command_line/notices.h"
#include "command_line/progress_bar.h"
#include "commands.h"
#include "evaluate/output.h"
#include "evaluate/reply_journal.h"
#include "evaluate/report.h"
#include "evaluate/subcommands.h"
#include "godel/dataset/example_json.h"
#include "godel/dataset/hash_random.h"
#include "godel/evaluate/example_sample.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEvaluateExamples = R"(Examples:
  godel evaluate --data dev.jsonl                                # a table
  godel evaluate --model ./my-fine-tune --data film.jsonl.gz --data travel.csv --limit 300 --output my-scores
  godel evaluate --data dev.jsonl --no-generate --json           # the likelihood alone, which is much quicker
  godel evaluate --data dev.jsonl --num-beams 5 --groundedness --output runs/beams   # then open runs/beams/report.html
  godel evaluate compare runs/greedy runs/beams                  # or --compare runs/greedy runs/beams
  godel evaluate human sample runs/greedy runs/beams --output study.html

Each --data FILE holds examples, as 'godel dataset --help' says. Each gets a row, and several get a row for all of them
together. Replies are greedy and up to 64 ids long unless the flags say otherwise.

nats/char    -ln probability of the responses, </s> included, divided by their characters; compares any two models
nats/token   the same divided by the model's own tokens, which is the training loss; perplexity is its exponential
BLEU-4       of the corpus, F1 over words, knowledge F1 against the knowledge instead of the reference; all of them on
             lower-cased words without punctuation and articles, and in percent here, 0 to 1 in JSON
distinct-n   different n-grams among all n-grams of the replies

--output DIR gets metrics.json, predictions.jsonl (a line an example: its texts, the reply, nats, tokens and the reply's
scores) and report.html. The same command goes on where an interrupted one stopped. --groundedness adds how much rests on
the knowledge: docs/evaluation.md.)";

struct EvaluateFlags : GenerationFlags {
  std::vector<std::string> data;
  size_t limit = 0;
  uint64_t sample_seed = 42;
  size_t max_bad_rows = 0;
  std::string output;
  bool force = false;
  bool no_generate = false;
  bool groundedness = false;
  std::vector<std::string> compare;
  bool json = false;
  bool stats = false;
};

struct DataFile {
  std::string name;  // of its row: without folders, unless two files would look alike
  std::vector<Example> examples;
  size_t seen = 0;
};

Result<DataFile> ReadData(const std::string& file, const EvaluateFlags& flags) {
  GODEL_TRY(ExampleReader reader, OpenExamples({.files = {file}, .columns = {}, .max_bad_rows = flags.max_bad_rows}));
  ExampleSample sample(flags.limit, flags.sample_seed);
  while (true) {
    GODEL_TRY(std::optional<Example> example, reader.Next());
    if (!example) break;
    sample.Add(std::move(*example));
  }
  PrintSkippedRows(reader.rows().bad_rows());
  if (sample.seen() == 0) return Fail(ErrorCode::kBadData, file + ": there is no example in it");
  DataFile data{.name = file, .examples = {}, .seen = sample.seen()};
  data.examples = std::move(sample).Take();
  return data;
}

Result<std::vector<DataFile>> ReadAllData(const EvaluateFlags& flags) {
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

OutputJson MetricsJson(const EvaluateFlags& flags, const std::string& model, const Engine& engine,
                       const SamplingParams& params, const std::vector<EvaluationRow>& rows) {
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

// The newest change of a file of the model: a folder that is trained on is not the model it was.
int64_t NewestChange(const fs::path& model) {
  std::error_code failed;
  fs::file_time_type newest = fs::last_write_time(model, failed);
  for (const fs::directory_entry& entry : fs::directory_iterator(model, failed))
    newest = std::max(newest, entry.last_write_time(failed));
  return std::chrono::duration_cast<std::chrono::milliseconds>(newest.time_since_epoch()).count();
}

// All that the replies depend on.
OutputJson JournalSetting(const EvaluateFlags& flags, const fs::path& model, const Engine& engine,
                          const SamplingParams& params, const std::vector<DataFile>& files) {
  OutputJson setting = {{"model", fs::absolute(model).string()},
                        {"changed", NewestChange(model)},
                        {"weights", std::string(WeightTypeName(engine.weights().decoder_wi))},
                        {"lora", flags.model.lora},
                        {"format", flags.prompt.format},
                        {"max_input_tokens", flags.prompt.max_input_tokens},
                        {"parameters", ToJson(params)},
                        {"files", OutputJson::array()}};
  for (const DataFile& file : files) {
    uint64_t hash = file.examples.size();
    for (const Example& example : file.examples) hash = HashOf({hash, std::hash<std::string>()(ExampleRow(example))});
    setting["files"].push_back(hash);
  }
  return setting;
}

// Asked about all files, one after the other.
struct Asked {
  const std::vector<DataFile>& files;
  Engine& engine;
  EvaluationOptions options;
  ReplyJournal* journal = nullptr;
};

Result<std::vector<EvaluationRow>> EvaluateFiles(Asked asked, EvaluationCost* cost) {
  TotalProgress progress(asked.files, asked.options.generate);
  asked.options.on_progress = [&](const EvaluationProgress& now) { progress.Show(now); };
  std::vector<EvaluationRow> rows;
  for (size_t f = 0; f < asked.files.size(); ++f) {
    const DataFile& file = asked.files[f];
    std::vector<std::optional<GeneratedReply>> known;
    if (asked.journal != nullptr) {
      known = asked.journal->Known(f, file.examples.size());
      asked.options.known_replies = known;
      asked.options.on_reply = [&](size_t i, const GeneratedReply& reply) { asked.journal->Add(f, i, reply); };
    }
    auto evaluation = EvaluateExamples(asked.engine, file.examples, asked.options);
    if (!evaluation) return Within(file.name, std::move(evaluation.error()));
    *cost += evaluation->cost;
    rows.push_back({.name = file.name, .seen = file.seen, .evaluation = std::move(*evaluation)});
    progress.EndFile();
  }
  GODEL_TRY_STATUS(AddTotal(asked.files, asked.options.generate, &rows));
  return rows;
}

// Over all files together.
Result<GroundednessRun> MeasureGrounding(const std::vector<EvaluatedFile>& files, Engine& engine,
                                         const EvaluationOptions& options) {
  std::vector<Example> examples;
  std::vector<std::string> replies;
  for (const EvaluatedFile& file : files) {
    examples.insert(examples.end(), file.examples.begin(), file.examples.end());
    for (size_t i = 0; i < file.evaluated.size() && options.generate; ++i) replies.push_back(file.evaluated[i].reply);
  }
  ProgressBar bar;
  const size_t texts = replies.size() + 2 * examples.size();
  size_t done = 0;
  return RunGroundedness(engine, examples, replies, options.prompt, [&] {
    ++done;
    bar.ShowText(static_cast<double>(done) / static_cast<double>(texts), fmt::format("groundedness: {} texts", done));
  });
}

Result<std::unique_ptr<ReplyJournal>> OpenJournal(const EvaluateFlags& flags, const OutputJson& setting) {
  if (flags.output.empty() || flags.no_generate) return std::unique_ptr<ReplyJournal>();
  GODEL_TRY(std::unique_ptr<ReplyJournal> journal,
            ReplyJournal::Open(fs::path(flags.output) / "replies.partial", setting));
  if (journal->num_known() > 0)
    fmt::print(stderr, "going on: {} answered already\n", Count(journal->num_known(), "example"));
  ExitOnInterrupt("\ngodel: interrupted; the same command goes on from here\n");
  return journal;
}

std::vector<EvaluatedFile> TakeFiles(std::vector<DataFile> files, const std::vector<EvaluationRow>& rows) {
  std::vector<EvaluatedFile> taken;
  for (size_t f = 0; f < files.size(); ++f)
    taken.push_back({std::move(files[f].name), std::move(files[f].examples), rows[f].evaluation.examples});
  return taken;
}

Status Evaluate(const EvaluateFlags& flags) {
  if (!flags.compare.empty())
    return CompareSavedRuns({.runs = flags.compare, .output = flags.output, .force = flags.force, .json = flags.json});
  // Not a required option, since the subcommands have files of their own.
  if (flags.data.empty()) return Fail(ErrorCode::kInvalidArgument, "--data is required; try 'godel evaluate --help'");
  EvaluationOptions options;
  options.generate = !flags.no_generate;
  GODEL_TRY(options.prompt, ReadPromptOptions(flags.prompt));
  GODEL_TRY(const fs::path model, FindModel(flags.model));
  if (!flags.output.empty()) {
    GODEL_TRY_STATUS(PrepareRunFolder(flags.output, flags.force));
  }
  ExitOnInterrupt("\ngodel: interrupted; nothing was written\n");
  GODEL_TRY(std::vector<DataFile> files, ReadAllData(flags));
  GODEL_TRY(const std::unique_ptr<Engine> engine, LoadEngine(flags));
  GODEL_TRY(options.params, ReadSamplingParams(flags.sampling, EvaluationParams(*engine), engine->config().vocab_size));
  GODEL_TRY(const std::unique_ptr<ReplyJournal> journal,
            OpenJournal(flags, JournalSetting(flags, model, *engine, options.params, files)));

  EvaluationCost cost;
  GODEL_TRY(const std::vector<EvaluationRow> rows, EvaluateFiles({files, *engine, options, journal.get()}, &cost));
  OutputJson metrics = MetricsJson(flags, model.string(), *engine, options.params, rows);
  const std::vector<EvaluatedFile> evaluated = TakeFiles(std::move(files), rows);
  GroundednessRun grounded;
  if (flags.groundedness) {
    GODEL_TRY(grounded, MeasureGrounding(evaluated, *engine, options));
    metrics["groundedness"] = ToJson(grounded);
  }
  if (!flags.output.empty()) {
    GODEL_TRY(std::vector<Prediction> predictions, PredictionsOf(evaluated, options.generate, grounded.replies));
    GODEL_TRY_STATUS(WriteRun(flags.output, metrics, std::move(predictions)));
    if (journal) journal->Remove();
  }
  fmt::print("{}", flags.json ? Dump(metrics) + "\n" : EvaluationTable(rows));
  if (flags.groundedness && !flags.json) fmt::print("{}", GroundednessTable(grounded));
  if (flags.stats) PrintCost(rows.back().evaluation, cost);
  return {};
}

}  // namespace

Command AddEvaluate(CLI::App& program) {
  auto* const app = program.add_subcommand("evaluate", "Measure a model on examples");
  const auto flags = std::make_shared<EvaluateFlags>();
  app->add_option("-d,--data", flags->data, "Examples, one file or several")->type_name("FILE");
  app->add_option("--limit", flags->limit, "Take N examples of each file, the same in every run (default: all)")
      ->type_name("N");
  app->add_option("--sample-seed", flags->sample_seed, "Which N")->type_name("N")->capture_default_str();
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->add_option("-o,--output", flags->output, "Folder for metrics.json, predictions.jsonl and report.html")
      ->type_name("DIR");
  app->add_flag("--force", flags->force, "Replace these when they exist");
  app->add_flag("--no-generate", flags->no_generate, "The likelihood alone, without replies");
  app->add_flag("--groundedness", flags->groundedness,
                "Also how much replies and references rest on the knowledge (up to six passes more an example)");
  app->add_option("--compare", flags->compare, "Measure nothing; compare these runs, as 'godel evaluate compare' does")
      ->type_name("RUN");
  app->add_flag("--json", flags->json, "Print what metrics.json gets, on one line");
  app->add_flag("--stats", flags->stats, "Say at the end how fast it went");
  AddGenerationFlags(*app, *flags, "examples");
  app->footer(kEvaluateExamples);
  app->require_subcommand(0, 1);
  const auto commands = std::make_shared<std::vector<Command>>(std::vector<Command>{
      AddEvaluateTexts(*app), AddEvaluateCompare(*app), AddEvaluateMultiWoz(*app), AddEvaluateHuman(*app)});
  return {.app = app, .run = [flags, commands] {
            const Command* const chosen = Chosen(*commands);
            return chosen == nullptr ? ExitStatus(Evaluate(*flags)) : chosen->run();
          }};
}

}  // namespace godel::apps
