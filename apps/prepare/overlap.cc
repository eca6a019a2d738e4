// SPDX-License-Identifier: MIT
// `godel prepare overlap`: is test data in the training data?
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/input_progress.h"
#include "command_line/notices.h"
#include "command_line/output_file.h"
#include "command_line/result_json.h"
#include "godel/prepare/cleaning/overlap.h"
#include "prepare/corpus.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kOverlapExamples = R"(Examples:
  godel prepare overlap --test test.jsonl --train train.jsonl.gz
  godel prepare overlap --test test.jsonl --train a.jsonl b.jsonl --ngram 13 --threshold 0.8 --json
  godel prepare overlap --test test.jsonl --train train.jsonl --remove clean.jsonl

A test example is leaked when a training example has the same context and response, but for case and punctuation, or when
at least --threshold of its n-grams of words are in the training data. The exit status is 1 when more than --max-leaked of
the test examples are. --remove writes the training data without the examples that give test data away: those that are
equal to one, hold that share of one's n-grams, or have that share of their own from the test data. Only n-grams of the
test data are held in memory. --remove reads the training data twice.)";

struct OverlapFlags {
  std::vector<std::filesystem::path> test, train;
  OverlapOptions options;
  double max_leaked = 0;
  size_t worst = 10;
  size_t max_bad_rows = 0;
  bool json = false;
  PreparedOutputFlags output;  // --remove
};

// Calls take(example, place) for all examples of files.
template <class Take>
Status ReadAll(const std::vector<std::filesystem::path>& files, const OverlapFlags& flags, const Take& take) {
  InputProgress progress({.files = files});
  GODEL_TRY(ExampleReader reader,
            OpenExamples({.files = files, .columns = {}, .max_bad_rows = flags.max_bad_rows}, progress.bytes()));
  for (size_t read = 1;; ++read) {
    GODEL_TRY(const std::optional<Example> example, reader.Next());
    if (!example) break;
    progress.Show(read, "example");
    GODEL_TRY_STATUS(take(*example, ExamplePlace{reader.rows().file(), reader.rows().line()}));
  }
  progress.End();
  PrintSkippedRows(reader.rows().bad_rows());
  return {};
}

std::string ToString(const ExamplePlace& place) {
  return place.file.empty() ? "none" : fmt::format("{}:{}", place.file, place.line);
}

struct Summary {
  size_t tests = 0, leaked = 0, exact = 0;
  double share() const { return tests == 0 ? 0 : static_cast<double>(leaked) / static_cast<double>(tests); }
};

Summary Summarize(const OverlapCheck& check) {
  Summary summary;
  for (const OverlapCheck::TestResult& result : check.Results()) {
    ++summary.tests;
    summary.leaked += check.IsLeaked(result) ? 1 : 0;
    summary.exact += result.exact ? 1 : 0;
  }
  return summary;
}

void PrintJson(const OverlapFlags& flags, const OverlapCheck& check, const Summary& summary) {
  OutputJson json = {{"test_examples", summary.tests},
                     {"train_examples", check.num_train()},
                     {"leaked", summary.leaked},
                     {"leaked_share", summary.share()},
                     {"exact", summary.exact},
                     {"ngram", flags.options.ngram},
                     {"threshold", flags.options.threshold},
                     {"worst", OutputJson::array()}};
  for (const OverlapCheck::TestResult& result : check.Worst(flags.worst))
    json["worst"].push_back({{"test", ToString(result.place)},
                             {"train", ToString(result.nearest)},
                             {"exact", result.exact},
                             {"in_all", result.in_all},
                             {"in_one", result.in_one},
                             {"leaked", check.IsLeaked(result)}});
  fmt::print("{}\n", Dump(json));
}

void PrintText(const OverlapFlags& flags, const OverlapCheck& check, const Summary& summary) {
  fmt::print("{} of {} ({:.2f} %) in {}; {} word for word\n", summary.leaked, Count(summary.tests, "test example"),
             100 * summary.share(), Count(check.num_train(), "training example"), summary.exact);
  const std::vector<OverlapCheck::TestResult> worst = check.Worst(flags.worst);
  if (worst.empty()) return;
  fmt::print("share of the test example's {}-grams: in all of the training data, in one example of it\n",
             flags.options.ngram);
  for (const OverlapCheck::TestResult& result : worst)
    fmt::print("  {:5.1f} % {:5.1f} %  {}  {}{}\n", 100 * result.in_all, 100 * result.in_one, ToString(result.place),
               ToString(result.nearest), result.exact ? "  word for word" : "");
}

// The training data again, without what was marked.
Status Remove(const OverlapFlags& flags, const std::vector<bool>& gives_away) {
  GODEL_TRY(ExampleWriter writer, OpenPreparedOutput(flags.output));
  Tally tally{"examples", "dropped: in the test data"};
  GODEL_TRY_STATUS(ReadAll(flags.train, flags, [&](const Example& example, const ExamplePlace&) -> Status {
    const size_t index = tally.Of("examples");
    tally.Count("examples");
    if (index >= gives_away.size()) return Fail(ErrorCode::kIo, "the training data grew while it was read");
    if (!gives_away[index]) return writer.Write(example);
    tally.Count("dropped: in the test data");
    return {};
  }));
  PreparationRecord record{.made_by = "godel prepare overlap",
                           .parameters = {{"ngram", fmt::to_string(flags.options.ngram)},
                                          {"threshold", fmt::to_string(flags.options.threshold)}},
                           .inputs = NamesOf(flags.train)};
  for (const auto& file : flags.test) record.parameters.emplace_back("test", file.string());
  record.tally = std::move(tally);
  return FinishPreparation(flags.output, record, std::move(writer));
}

Status CheckFiles(const OverlapFlags& flags) {
  if (flags.output.output.empty()) return {};
  GODEL_TRY_STATUS(CheckReadTwice(flags.train, "--remove reads the training data twice"));
  return CheckNewFile(flags.output.output, flags.output.overwrite);
}

Result<int> Run(const OverlapFlags& flags) {
  GODEL_TRY_STATUS(CheckFiles(flags));
  OverlapCheck check(flags.options);
  GODEL_TRY_STATUS(ReadAll(flags.test, flags, [&](const Example& example, const ExamplePlace& place) -> Status {
    check.AddTest(example, place);
    return {};
  }));
  std::vector<bool> gives_away;
  GODEL_TRY_STATUS(ReadAll(flags.train, flags, [&](const Example& example, const ExamplePlace& place) -> Status {
    gives_away.push_back(check.AddTrain(example, place));
    return {};
  }));
  const Summary summary = Summarize(check);
  if (summary.tests == 0) return Fail(ErrorCode::kBadData, "there is no example in the test files");
  flags.json ? PrintJson(flags, check, summary) : PrintText(flags, check, summary);
  if (!flags.output.output.empty()) GODEL_TRY_STATUS(Remove(flags, gives_away));
  return summary.share() > flags.max_leaked ? kFailed : kDone;
}

}  // namespace

Command AddPrepareOverlap(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("overlap", "Check that no test data is in the training data");
  const auto flags = std::make_shared<OverlapFlags>();
  app->add_option("--test", flags->test, "Data files that a model is measured on")->type_name("FILES")->required();
  app->add_option("--train", flags->train, "Data files that it learns from")->type_name("FILES")->required();
  app->add_option("--ngram", flags->options.ngram, "Words in a row that count as one piece")
      ->type_name("N")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app->add_option("--threshold", flags->options.threshold, "Share of n-grams from which on an example is leaked")
      ->type_name("SHARE")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  app->add_option("--max-leaked", flags->max_leaked, "So large a share of leaked test examples is no failure")
      ->type_name("SHARE")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app->add_option("--worst", flags->worst, "Show so many pairs")->type_name("N")->capture_default_str();
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->add_flag("--json", flags->json, "Print JSON");
  app->add_option("--remove", flags->output.output, "The training data without what gives test data away")
      ->type_name("FILE");
  app->add_flag("--overwrite", flags->output.overwrite, "Replace --remove's file when it exists");
  app->add_option("--licence", flags->output.licence, "The licence of --remove's data, for the card")
      ->type_name("TEXT");
  app->footer(kOverlapExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Run(*flags)); }};
}

}  // namespace godel::apps
