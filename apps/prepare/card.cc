// SPDX-License-Identifier: MIT
// `godel prepare card`: what is in data files and where it comes from, to publish beside them.
#include <fmt/format.h>

#include <memory>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/result_json.h"
#include "godel/prepare/data_file_facts.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kCardExamples = R"(Examples:
  godel prepare card train.jsonl.gz > train.md
  godel prepare card train.jsonl.gz valid.jsonl --json

Counts, lengths, the share with knowledge and a hash, of any data file; and what the card beside it, FILE.card.json, says
of its sources, their licences and what was dropped on the way. A file whose rows are not those that its card was written
for is said to be so.)";

struct CardFlags {
  ExampleFlags examples;
  bool json = false;
};

Result<int> Run(const CardFlags& flags) {
  ExampleReaderOptions options{.rows = {}, .columns = flags.examples.columns};
  options.rows.max_bad_rows = flags.examples.max_bad_rows;
  bool first = true;
  for (const auto& file : flags.examples.files) {
    GODEL_TRY(const DataFileFacts facts, MeasureDataFile(file.string(), options));
    if (flags.json)
      fmt::print("{}\n", Dump(ToJson(facts)));
    else
      fmt::print("{}{}", first ? "" : "\n", ToMarkdown(facts));
    first = false;
  }
  return kDone;
}

}  // namespace

Command AddPrepareCard(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("card", "What is in data files, and where it comes from, as Markdown");
  const auto flags = std::make_shared<CardFlags>();
  flags->examples.max_bad_rows = SIZE_MAX;  // they are counted
  AddExampleFlags(*app, flags->examples);
  AddMaxBadRowsFlag(*app, flags->examples.max_bad_rows);
  app->add_flag("--json", flags->json, "Print a line of JSON for each file");
  app->footer(kCardExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Run(*flags)); }};
}

}  // namespace godel::apps
