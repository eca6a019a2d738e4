// SPDX-License-Identifier: MIT
// `godel evaluate texts`: texts that exist already, against references.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command_line/exit_status.h"
#include "command_line/output_file.h"
#include "command_line/progress_bar.h"
#include "evaluate/subcommands.h"
#include "evaluate/texts_report.h"
#include "godel/base/thread_pool.h"
#include "godel/dataset/text_sink.h"
#include "godel/evaluate/metrics/paired_texts.h"

namespace godel::apps {
namespace {

constexpr const char* kTextsExamples = R"(Examples:
  godel evaluate texts --hypotheses replies.txt --references gold.txt                # a text a line
  godel evaluate texts --hypotheses replies.txt --references a.txt --references b.txt --metrics bleu,rouge --json
  godel evaluate texts --hypotheses scores/predictions.jsonl                         # as 'godel evaluate --output' wrote
  godel evaluate texts --hypotheses new.txt --references gold.txt --baseline old.txt # is it better, or was it luck?
  godel evaluate texts --preset dstc9 --hypotheses output.json --references labels.json

Files may be compressed. A name with .jsonl in it is read as JSON lines: texts are in the fields that --…-field names,
and references may be a list. Every line counts: an empty hypothesis scores 0, and a file of another length is an error.

bleu         sacreBLEU with --tokenize, --smooth, --lowercase, and its signature
godel-bleu   corpus BLEU-4 as GODEL reports it
rouge        ROUGE-1, -2, -L, -Lsum as rouge-score, with Porter's stemmer
f1           of words, and knowledge F1 with --knowledge
answers      exact match and F1 of CoQA; with several references each is left out once
nist         NIST-2 and NIST-4 as mteval-v14c
meteor       equal words and equal stems, without synonyms
variety      distinct-1, distinct-2, entropy-4, words a reply
docs/metrics.md has the definitions. Shares are in percent here, and from 0 to 1 in JSON.)";

struct TextsFlags {
  PairedTextFiles files;
  std::vector<std::string> metrics;
  std::string tokenize = "13a";
  std::string smooth = "exp";
  std::optional<double> smooth_value;
  bool lowercase = false;
  bool no_stemmer = false;
  size_t rouge_samples = 0;
  std::string test = "bootstrap";
  ResamplingOptions resampling;
  std::string preset;
  std::string per_example;
  bool overwrite = false;
  size_t threads = 0;
  bool json = false;
};

Result<TextScoreOptions> ReadOptions(const TextsFlags& flags) {
  TextScoreOptions options;
  if (!flags.metrics.empty()) options.metrics.clear();
  for (const std::string& name : flags.metrics) {
    const auto metric = ParseTextMetric(name);
    if (!metric)
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--metrics: expected some of bleu, godel-bleu, rouge, f1, answers, nist, meteor and "
                              "variety, found {}",
                              name));
    options.metrics.insert(*metric);
  }
  const auto tokenizer = ParseBleuTokenizer(flags.tokenize);
  if (!tokenizer)
    return Fail(ErrorCode::kInvalidArgument, "--tokenize: expected 13a, intl, none or char, found " + flags.tokenize);
  const auto smoothing = ParseSacreBleuSmoothing(flags.smooth);
  if (!smoothing)
    return Fail(ErrorCode::kInvalidArgument, "--smooth: expected exp, floor, add-k or none, found " + flags.smooth);
  options.sacre_bleu = {.tokenizer = *tokenizer,
                        .smoothing = *smoothing,
                        .smoothing_value = flags.smooth_value,
                        .lowercase = flags.lowercase};
  options.rouge_stemming = flags.no_stemmer ? RougeStemming::kNone : RougeStemming::kPorter;
  options.bootstrap_samples = flags.rouge_samples;
  options.seed = flags.resampling.seed;
  return options;
}

Result<PairedTest> ReadTest(const TextsFlags& flags) {
  if (flags.test == "bootstrap") return PairedTest::kBootstrap;
  if (flags.test == "randomization") return PairedTest::kRandomization;
  return Fail(ErrorCode::kInvalidArgument, "--test: expected bootstrap or randomization, found " + flags.test);
}

Status WriteExamples(const TextsFlags& flags, const ScoredTexts& scored, const TextScoreOptions& options) {
  GODEL_TRY(const std::unique_ptr<TextSink> sink, OpenTextSink(flags.per_example));
  for (size_t i = 0; i < scored.examples.size(); ++i)
    GODEL_TRY_STATUS(sink->WriteLine(Dump(ExampleJson(i + 1, scored.examples[i], options))));
  return sink->Commit();
}

Status ScoreTexts(const TextsFlags& flags) {
  GODEL_TRY(TextScoreOptions options, ReadOptions(flags));
  GODEL_TRY(const PairedTest test, ReadTest(flags));
  if (!flags.per_example.empty()) GODEL_TRY_STATUS(CheckNewFile(flags.per_example, flags.overwrite));
  GODEL_TRY(const PairedTexts texts, ReadPairedTexts(flags.files));
  ThreadPool threads(flags.threads);
  options.threads = &threads;
  GODEL_TRY(const ScoredTexts scored,
            ComputeTextScores({texts.hypotheses, texts.references, texts.knowledge}, options));
  std::vector<ComparedScore> compared;
  if (!texts.baseline.empty()) {
    GODEL_TRY(const ScoredTexts baseline,
              ComputeTextScores({texts.baseline, texts.references, texts.knowledge}, options));
    ResamplingOptions resampling = flags.resampling;
    resampling.threads = &threads;
    ProgressBar progress;
    GODEL_TRY(compared, CompareScores(baseline.examples, scored.examples, options, test, resampling,
                                      [&](std::string_view name, double share) { progress.ShowText(share, name); }));
  }
  if (!flags.per_example.empty()) GODEL_TRY_STATUS(WriteExamples(flags, scored, options));
  if (flags.json) {
    OutputJson json = ScoresJson(scored.total, options);
    if (!compared.empty()) json["comparison"] = ComparisonJson(compared, test);
    fmt::print("{}\n", Dump(json));
    return {};
  }
  fmt::print("{}", ScoreTable(scored.total, options));
  if (!compared.empty()) fmt::print("\n{}", ComparisonTable(compared, test));
  return {};
}

// Texts alone are turns that all need knowledge.
std::vector<Dstc9Turn> TurnsOf(const std::vector<std::string>& texts) {
  std::vector<Dstc9Turn> turns;
  for (const std::string& text : texts) turns.push_back({.needs_knowledge = true, .knowledge = {}, .response = text});
  return turns;
}

bool HoldsJson(std::string_view path) {
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (path.ends_with(packed)) path.remove_suffix(packed.size());
  }
  return path.ends_with(".json");
}

Result<std::vector<Dstc9Turn>> ReadTurns(const std::string& path, const std::string& field) {
  if (HoldsJson(path)) return ReadDstc9File(path);
  GODEL_TRY(const std::vector<std::string> texts, ReadSingleTexts(path, field));
  return TurnsOf(texts);
}

Status ScoreDstc9(const TextsFlags& flags) {
  if (flags.files.references.size() != 1)
    return Fail(ErrorCode::kInvalidArgument, "--preset dstc9 takes one file of --references: its labels or texts");
  GODEL_TRY(const std::vector<Dstc9Turn> outputs, ReadTurns(flags.files.hypotheses, flags.files.hypothesis_field));
  GODEL_TRY(const std::vector<Dstc9Turn> labels,
            ReadTurns(flags.files.references.front(), flags.files.reference_field));
  GODEL_TRY(const Dstc9Scores scores, ComputeDstc9Scores(labels, outputs));
  fmt::print("{}", flags.json ? Dump(Dstc9Json(scores)) + "\n" : Dstc9Table(scores));
  return {};
}

Status Run(const TextsFlags& flags) {
  if (flags.preset.empty()) return ScoreTexts(flags);
  if (flags.preset == "dstc9") return ScoreDstc9(flags);
  return Fail(ErrorCode::kInvalidArgument, "--preset: expected dstc9, found " + flags.preset);
}

void AddFileFlags(CLI::App& app, TextsFlags& flags) {
  app.add_option("--hypotheses", flags.files.hypotheses, "The texts to be scored")->type_name("FILE")->required();
  app.add_option("--references", flags.files.references, "What they could have been; one file or several")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  app.add_option("--knowledge", flags.files.knowledge, "What they could draw on, for knowledge F1")->type_name("FILE");
  app.add_option("--baseline", flags.files.baseline, "Another system's texts, to be compared with")->type_name("FILE");
  app.add_option("--hypothesis-field", flags.files.hypothesis_field, "Of JSON lines")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_option("--reference-field", flags.files.reference_field, "Of JSON lines")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_option("--knowledge-field", flags.files.knowledge_field, "Of JSON lines; rows may lack it")
      ->type_name("NAME")
      ->capture_default_str();
}

void AddMetricFlags(CLI::App& app, TextsFlags& flags) {
  app.add_option("--metrics", flags.metrics, "Which, with commas between them (default: all)")
      ->type_name("NAMES")
      ->delimiter(',')
      ->expected(1)
      ->take_all();
  app.add_option("--tokenize", flags.tokenize, "sacreBLEU's words: 13a, intl, none or char")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_option("--smooth", flags.smooth, "sacreBLEU's smoothing: exp, floor, add-k or none")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_option("--smooth-value", flags.smooth_value, "Of floor (default 0.1) and add-k (default 1)")
      ->type_name("X")
      ->check(CLI::PositiveNumber);
  app.add_flag("--lowercase", flags.lowercase, "sacreBLEU without regard to case");
  app.add_flag("--no-stemmer", flags.no_stemmer, "ROUGE of words as they stand");
  app.add_option("--rouge-samples", flags.rouge_samples, "Resamples for intervals of ROUGE (default: none)")
      ->type_name("N")
      ->check(CLI::Range(0, 100000));
  app.add_option("--preset", flags.preset, "dstc9: the scores of DSTC9's track 1 instead")->type_name("NAME");
}

void AddTestFlags(CLI::App& app, TextsFlags& flags) {
  app.add_option("--test", flags.test, "Of the comparison: bootstrap or randomization")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_option("--samples", flags.resampling.samples, "Of the test")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_option("--confidence", flags.resampling.confidence, "Of the interval")
      ->type_name("SHARE")
      ->capture_default_str();
  app.add_option("--seed", flags.resampling.seed, "Of all resampling")->type_name("N")->capture_default_str();
}

}  // namespace

Command AddEvaluateTexts(CLI::App& evaluate) {
  auto* const app = evaluate.add_subcommand("texts", "Score texts against references");
  const auto flags = std::make_shared<TextsFlags>();
  AddFileFlags(*app, *flags);
  AddMetricFlags(*app, *flags);
  AddTestFlags(*app, *flags);
  app->add_option("--per-example", flags->per_example, "JSON lines: the scores of each example")->type_name("FILE");
  app->add_flag("--overwrite", flags->overwrite, "Replace that file when it exists");
  app->add_option("--threads", flags->threads, "0: one a core")->type_name("N")->check(CLI::Range(0, 1024));
  app->add_flag("--json", flags->json, "One line of JSON instead of a table");
  app->footer(kTextsExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Run(*flags)); }};
}

}  // namespace godel::apps
