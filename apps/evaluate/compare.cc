// SPDX-License-Identifier: MIT
// `godel evaluate compare`: several runs over the same examples.
#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <system_error>

#include "command_line/exit_status.h"
#include "command_line/output_file.h"
#include "command_line/result_json.h"
#include "evaluate/subcommands.h"
#include "godel/base/replacing_file.h"
#include "godel/evaluate/runs/comparison_report.h"
#include "godel/evaluate/runs/run_comparison.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCompareExamples = R"(Examples:
  godel evaluate compare runs/before runs/after
  godel evaluate compare runs/base runs/a runs/b --output comparison

Each RUN is a folder that 'godel evaluate --output' has written; all over the same examples in the same order. The first
is the baseline: the others get their differences from it, with the interval that holds 95 % of --samples paired
resamples. A difference whose interval leaves 0 out is unlikely to be luck.)";

}  // namespace

Status CompareSavedRuns(const CompareFlags& flags) {
  const fs::path html = fs::path(flags.output) / "comparison.html", json = fs::path(flags.output) / "comparison.json";
  if (!flags.output.empty()) {
    GODEL_TRY_STATUS(CheckNewFile(html.string(), flags.force));
    GODEL_TRY_STATUS(CheckNewFile(json.string(), flags.force));
  }
  GODEL_TRY(const std::vector<SavedRun> runs, ReadRuns(flags.runs));
  GODEL_TRY(const RunComparison comparison, CompareRuns(runs, {.samples = flags.samples, .seed = flags.seed}));
  const OutputJson figures = ToJson(comparison);
  if (!flags.output.empty()) {
    std::error_code failed;
    fs::create_directories(flags.output, failed);  // a failure shows when the files are written
    GODEL_TRY_STATUS(WriteTextFile(html, ComparisonReport(runs, comparison)));
    GODEL_TRY_STATUS(WriteTextFile(json, Dump(figures, 2) + "\n"));
    fmt::print(stderr, "{}\n", html.string());
  }
  fmt::print("{}", flags.json ? Dump(figures) + "\n" : ComparisonTable(comparison));
  return {};
}

Command AddEvaluateCompare(CLI::App& evaluate) {
  auto* const app = evaluate.add_subcommand("compare", "Compare runs over the same examples");
  const auto flags = std::make_shared<CompareFlags>();
  app->add_option("runs", flags->runs, "Folders of runs, the baseline first")->type_name("RUN")->required();
  app->add_option("-o,--output", flags->output, "Folder for comparison.html and comparison.json")->type_name("DIR");
  app->add_flag("--overwrite,--force", flags->force, "Replace these two when they exist");
  app->add_flag("--json", flags->json, "Print what comparison.json gets, on one line");
  app->add_option("--samples", flags->samples, "Resamples of the bootstrap")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app->add_option("--seed", flags->seed, "Which resamples")->type_name("N")->capture_default_str();
  app->footer(kCompareExamples);
  return {.app = app, .run = [flags] { return ExitStatus(CompareSavedRuns(*flags)); }};
}

}  // namespace godel::apps
