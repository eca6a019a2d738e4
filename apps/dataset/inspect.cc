// SPDX-License-Identifier: MIT
// `godel dataset inspect`: what is in data files, before anything is trained on them.
#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/model_flags.h"
#include "command_line/prompt_flags.h"
#include "command_line/token_counter.h"
#include "dataset/page.h"
#include "dataset/report.h"
#include "dataset/subcommands.h"
#include "godel/base/replacing_file.h"
#include "godel/evaluate/example_sample.h"

namespace godel::apps {
namespace {

constexpr const char* kInspectDatasetExamples = R"(Examples:
  godel dataset inspect train.jsonl.gz
  godel dataset inspect mine.csv --context-column Question --response-column Answer
  godel dataset inspect train.jsonl.gz --model models/godel-mini --samples 0 --json
  godel dataset inspect train.jsonl.gz --samples 20 --html train.html

Lengths are in words, or with --model in tokens; then it also says how many prompts are over --max-input-tokens and what
they lose. Rows that cannot be read are listed with their lines, and the exit status is 1 when there are any.)";

struct InspectDatasetFlags {
  ExampleFlags examples;
  ModelFlags model;
  PromptFlags prompt;
  size_t samples = 3;
  uint64_t seed = 1;
  bool json = false;
  std::string html;
};

// Counting that owns its tokenizer.
Result<CountTokens> Counting(const InspectDatasetFlags& flags) {
  if (flags.model.model.empty())
    return CountTokens([](std::string_view text) -> Result<size_t> { return CountWords(text); });
  return TokenCounterOf(flags.model);
}

Result<DatasetReport> Read(const InspectDatasetFlags& flags) {
  GODEL_TRY(const PromptOptions options, ReadPromptOptions(flags.prompt));
  GODEL_TRY(const CountTokens count, Counting(flags));
  GODEL_TRY(ExampleReader reader, OpenExamples(flags.examples));
  DatasetReport report;
  report.in_tokens = !flags.model.model.empty();
  report.max_tokens = options.max_tokens;
  ExampleSample sample(flags.samples, flags.seed);
  const auto build = [&](const Example& example) {
    return BuildPrompt({example.instruction, example.context, example.knowledge}, count, options);
  };
  while (true) {
    GODEL_TRY(std::optional<Example> example, reader.Next());
    if (!example) break;
    GODEL_TRY_STATUS(AddTo(*example, count, &report.statistics));
    if (report.in_tokens) {
      GODEL_TRY(const BuiltPrompt prompt, build(*example));
      report.prompts.Add(prompt.tokens);
      report.dropped_turns += prompt.dropped_turns > 0 ? 1 : 0;
      report.cut_knowledge += prompt.dropped_knowledge_bytes > 0 ? 1 : 0;
      report.cut_turns += prompt.dropped_turn_bytes > 0 ? 1 : 0;
    }
    if (flags.samples > 0) sample.Add(std::move(*example));
  }
  report.bad_rows = reader.rows().bad_rows().first();
  report.num_bad_rows = reader.rows().bad_rows().count();
  for (Example& example : std::move(sample).Take()) {
    GODEL_TRY(BuiltPrompt prompt, build(example));
    report.samples.push_back({std::move(example), std::move(prompt.text)});
  }
  return report;
}

std::string Title(const InspectDatasetFlags& flags) {
  std::string title;
  for (const std::filesystem::path& file : flags.examples.files)
    title += (title.empty() ? "" : ", ") + file.filename().string();
  return title;
}

Result<int> Inspect(const InspectDatasetFlags& flags) {
  GODEL_TRY(const DatasetReport report, Read(flags));
  if (!flags.html.empty()) {
    GODEL_TRY_STATUS(WriteTextFile(flags.html, DatasetPage(Title(flags), report)));
  }
  if (flags.json)
    PrintReportJson(report);
  else
    PrintReport(report);
  return report.num_bad_rows == 0 ? kDone : kFailed;
}

}  // namespace

Command AddDatasetInspect(CLI::App& dataset) {
  auto* const app = dataset.add_subcommand("inspect", "What is in data files");
  const auto flags = std::make_shared<InspectDatasetFlags>();
  flags->examples.max_bad_rows = SIZE_MAX;  // all are to be seen
  AddExampleFlags(*app, flags->examples);
  app->add_option("-m,--model", flags->model.model, "Count tokens as this model's tokenizer does (default: words)")
      ->type_name("DIR|FILE");
  AddPromptFlags(*app, flags->prompt);
  app->add_option("--samples", flags->samples, "Show so many examples as the prompts that a model would get")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--seed", flags->seed, "Another seed shows other examples")->type_name("N")->capture_default_str();
  app->add_flag("--json", flags->json, "Print JSON");
  app->add_option("--html", flags->html, "Also write a page with plots and the samples; an older one is replaced")
      ->type_name("FILE");
  app->footer(kInspectDatasetExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Inspect(*flags)); }};
}

}  // namespace godel::apps
