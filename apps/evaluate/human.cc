// SPDX-License-Identifier: MIT
// `godel evaluate human`: replies judged by people, who do not know whose they are.
#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "command_line/exit_status.h"
#include "command_line/notices.h"
#include "command_line/output_file.h"
#include "command_line/result_json.h"
#include "evaluate/subcommands.h"
#include "godel/base/replacing_file.h"
#include "godel/evaluate/human/human_page.h"
#include "godel/evaluate/human/human_report.h"
#include "godel/evaluate/human/human_results.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSampleHumanExamples = R"(Examples:
  godel evaluate human sample runs/a runs/b --items 60 --mode pairwise --output study.html
  godel evaluate human sample runs/a runs/b runs/c --items 90 --output study.html --key secret/study.key.json

Draws examples and shows the reply of every run to each (likert), or every pair of them (pairwise), in one page that
anybody can open without a server. The page does not say whose the replies are; the key does, so keep it to yourself.
Examples to which two runs gave the same reply make no pairs, as nothing is to prefer; --keep-equal takes them too.)";

constexpr const char* kReadExamples = R"(Examples:
  godel evaluate human read answers-*.json --key study.key.json
  godel evaluate human read answers-*.json --key study.key.json --run runs/a runs/b --output results.html

Means or win rates with 95 % intervals, Krippendorff's alpha, and with --run the correlation of each of the runs' metrics
with people. Answers to unknown items, answers given twice and values off the scale are counted and left aside.)";

constexpr const char* kHumanExamples = R"(Examples:
  godel evaluate human sample runs/a runs/b --output study.html              # give study.html to people
  godel evaluate human read answers-*.json --key study.key.json              # what they think

People judge utility, communicative quality and safety in a page of its own, which needs no server and does not say whose
a reply is. docs/human-evaluation.md shows the whole way.)";

struct SampleHumanFlags {
  std::vector<std::string> runs;
  StudyOptions study;
  std::string mode = "likert";
  std::string output;
  std::string key;
  bool overwrite = false;
};

// study.html -> study.key.json
std::string DefaultKey(const std::string& output) {
  fs::path path = output;
  path.replace_extension(".key.json");
  return path.string();
}

Status Sample(SampleHumanFlags flags) {
  GODEL_TRY(flags.study.mode, ParseStudyMode(flags.mode));
  if (flags.key.empty()) flags.key = DefaultKey(flags.output);
  GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  GODEL_TRY_STATUS(CheckNewFile(flags.key, flags.overwrite));
  GODEL_TRY(const std::vector<SavedRun> runs, ReadRuns(flags.runs));
  GODEL_TRY(const HumanStudy study, DrawStudy(runs, flags.study));
  GODEL_TRY_STATUS(WriteTextFile(flags.key, StudyKey(study)));
  GODEL_TRY_STATUS(WriteTextFile(flags.output, HumanPage(study, runs)));
  fmt::print(stderr, "{}: {}; the key, for you alone: {}\n", flags.output, Count(study.items.size(), "item"),
             flags.key);
  const size_t examples = runs.front().predictions.size();
  if (study.equal_examples > 0)
    fmt::print(stderr, "{} of {} left out, as two runs gave the same reply (--keep-equal shows them too)\n",
               study.equal_examples, Count(examples, "example"));
  if (study.items.size() < flags.study.items)
    fmt::print(stderr, "less than {}, so that every run is seen equally often over the same examples\n",
               flags.study.items);
  return {};
}

struct ReadFlags {
  std::vector<fs::path> answers;
  std::string key;
  std::vector<std::string> runs;
  std::string output;
  bool overwrite = false;
  bool json = false;
  ResamplingOptions resampling;
};

Status Read(const ReadFlags& flags) {
  if (!flags.output.empty()) {
    GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  }
  GODEL_TRY(const HumanStudy study, ReadStudyKey(flags.key));
  GODEL_TRY(const HumanAnswers answers, ReadAnswers(flags.answers, study));
  if (answers.counts.answers == 0)
    return Fail(ErrorCode::kBadData, "there is no answer to an item of this study in these files");
  std::vector<SavedRun> runs;
  if (!flags.runs.empty()) {
    GODEL_TRY(std::vector<SavedRun> read, ReadRuns(flags.runs));
    GODEL_TRY(runs, InStudyOrder(std::move(read), study));
  }
  GODEL_TRY(const HumanResults results, SummarizeStudy(study, answers, runs, flags.resampling));
  if (!flags.output.empty()) {
    GODEL_TRY_STATUS(WriteTextFile(flags.output, HumanReport(study, answers, results)));
  }
  fmt::print("{}", flags.json ? Dump(HumanJson(study, answers, results)) + "\n" : HumanTable(study, answers, results));
  return {};
}

Command AddSample(CLI::App& human) {
  auto* const app = human.add_subcommand("sample", "Draw replies of runs into a page that people judge them in");
  const auto flags = std::make_shared<SampleHumanFlags>();
  app->add_option("runs", flags->runs, "Folders that 'godel evaluate --output' has written, over the same examples")
      ->type_name("RUN")
      ->required();
  app->add_option("--items", flags->study.items, "How many items to judge, at most")
      ->type_name("N")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app->add_option("--seed", flags->study.seed, "Another seed draws others")->type_name("N")->capture_default_str();
  app->add_option("--mode", flags->mode, "likert: rate one reply from 1 to 5; pairwise: which of two is better")
      ->type_name("MODE")
      ->capture_default_str();
  app->add_flag("--keep-equal", flags->study.keeps_equal,
                "pairwise: also show examples to which two runs gave the same reply");
  app->add_option("-o,--output", flags->output, "The page")->type_name("FILE")->required();
  app->add_option("--key", flags->key, "Who is who (default: beside the page, as NAME.key.json)")->type_name("FILE");
  app->add_flag("--overwrite", flags->overwrite, "Replace both when they exist");
  app->footer(kSampleHumanExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Sample(*flags)); }};
}

Command AddRead(CLI::App& human) {
  auto* const app = human.add_subcommand("read", "What the answers say");
  const auto flags = std::make_shared<ReadFlags>();
  app->add_option("answers", flags->answers, "Files that the page has let people download")
      ->type_name("FILE")
      ->required();
  app->add_option("--key", flags->key, "The key of the study")->type_name("FILE")->required();
  app->add_option("--run", flags->runs, "The runs of the study, for correlations with their metrics")->type_name("RUN");
  app->add_option("-o,--output", flags->output, "A page with the same figures")->type_name("FILE");
  app->add_flag("--overwrite", flags->overwrite, "Replace the page when it exists");
  app->add_flag("--json", flags->json, "Print JSON");
  app->add_option("--samples", flags->resampling.samples, "Resamples of the bootstrap")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app->add_option("--seed", flags->resampling.seed, "Which resamples")->type_name("N")->capture_default_str();
  app->footer(kReadExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Read(*flags)); }};
}

}  // namespace

Command AddEvaluateHuman(CLI::App& evaluate) {
  auto* const app = evaluate.add_subcommand("human", "Let people judge replies, blindly");
  app->require_subcommand(1);
  app->footer(kHumanExamples);
  const auto commands = std::make_shared<std::vector<Command>>(std::vector<Command>{AddSample(*app), AddRead(*app)});
  return {.app = app, .run = [commands] {
            const Command* const chosen = Chosen(*commands);
            return chosen == nullptr ? kWrongUse : chosen->run();
          }};
}

}  // namespace godel::apps
