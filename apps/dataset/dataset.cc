// SPDX-License-Identifier: MIT
// `godel dataset`: training data, looked at and made.
#include <memory>
#include <vector>

#include "command_line/exit_status.h"
#include "dataset/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kDatasetExamples = R"(Examples:
  godel dataset convert --from dialogs dialogs/*.jsonl.gz --split train --output train.jsonl.gz
  godel dataset inspect train.jsonl.gz
  godel dataset split mine.csv --valid-fraction 0.05 --train train.jsonl --valid valid.jsonl
  godel dataset sample train.jsonl.gz --dialogs 50 --output few.jsonl

Data files are JSON lines, one JSON array of objects, or CSV with a header row; plain, gzip or zstd; "-" is the standard
input. A row has Context (turns, oldest first, with the word EOS between them, or a JSON array of turns), Knowledge,
Response and, if you like, Instruction and Dialog (examples of one dialog share it). 'godel dataset COMMAND --help' says
more.)";

}  // namespace

Command AddDataset(CLI::App& program) {
  auto* const app = program.add_subcommand("dataset", "Look at training data, convert it, split it");
  app->require_subcommand(1);
  app->footer(kDatasetExamples);
  const auto commands = std::make_shared<std::vector<Command>>(std::vector<Command>{
      AddDatasetConvert(*app), AddDatasetInspect(*app), AddDatasetSplit(*app), AddDatasetSample(*app)});
  return {.app = app, .run = [commands] {
            const Command* const chosen = Chosen(*commands);
            return chosen == nullptr ? kWrongUse : chosen->run();
          }};
}

}  // namespace godel::apps
