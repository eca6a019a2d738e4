// SPDX-License-Identifier: MIT
// `godel prepare`: raw corpora as examples.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "command_line/exit_status.h"
#include "dataset/subcommands.h"
#include "godel/prepare/dataset_card.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kExamples =
    R"(Each command reads one kind of corpus and writes examples: JSON lines with Context, Knowledge and Response, as
'godel dataset' and 'godel train' read them, and beside them a card, FILE.card.json, with counts, parameters and a hash.
'godel prepare COMMAND --help' says more; docs/data.md says what each filter does.)";

}  // namespace

Command AddPrepare(CLI::App& program) {
  auto* const app = program.add_subcommand("prepare", "Make examples of raw corpora");
  app->require_subcommand(1);
  app->footer(kExamples);
  const auto commands = std::make_shared<std::vector<Command>>();
  for (const auto add : {AddPrepareReddit,
                         AddPrepareRedditTsv,
                         AddPrepareRedditMultiref,
                         AddPrepareDstc7,
                         AddPrepareMsMarco,
                         AddPrepareUnifiedQa,
                         AddPrepareSgd,
                         AddPrepareMerge,
                         AddPrepareSelectFacts,
                         AddPrepareGroundedSubmissions,
                         AddPrepareGroundedConversations,
                         AddPrepareHtmlFacts,
                         AddPrepareCrawlFacts,
                         AddPrepareWow,
                         AddPrepareWoi,
                         AddPrepareCoqa,
                         AddPrepareDstc9,
                         AddPrepareMultiWoz,
                         AddPrepareDedup,
                         AddPrepareFilter,
                         AddPrepareOverlap,
                         AddPrepareCard})
    commands->push_back(add(*app));
  return {.app = app, .run = [commands] {
            const auto chosen = std::find_if(commands->begin(), commands->end(),
                                             [](const Command& command) { return command.app->parsed(); });
            return chosen == commands->end() ? kWrongUse : chosen->run();
          }};
}

void AddPreparedOutputFlags(CLI::App& app, PreparedOutputFlags& flags) {
  app.add_option("-o,--output", flags.output, "JSON lines; a name that ends in .gz or .zst is compressed")
      ->type_name("FILE")
      ->required();
  app.add_flag("--overwrite", flags.overwrite, "Replace the output when it exists");
  app.add_option("--licence", flags.licence, "The licence of the corpus, for the card")->type_name("TEXT");
}

Result<ExampleWriter> OpenPreparedOutput(const PreparedOutputFlags& flags) {
  GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  return ExampleWriter::Open(flags.output);
}

Status FinishPreparation(const PreparedOutputFlags& flags, const PreparationRecord& record, ExampleWriter writer) {
  PrintTally(record.tally);
  if (writer.examples() == 0)
    return Fail(ErrorCode::kBadData, fmt::format("no example came out; {} was not written", flags.output));
  GODEL_TRY_STATUS(writer.Commit());
  const DatasetCard card{.made_by = record.made_by,
                         .parameters = record.parameters,
                         .inputs = record.inputs,
                         .licence = flags.licence,
                         .tally = record.tally,
                         .examples = writer.examples(),
                         .sha256 = writer.TakeDigest()};
  // A pipe has no place beside it.
  if (flags.output != "-") {
    GODEL_TRY_STATUS(WriteDatasetCard(CardPath(flags.output), card));
  }
  fmt::print(stderr, "{}: {}\n", flags.output, Count(card.examples, "example"));
  return {};
}

void PrintTally(const Tally& tally) {
  size_t width = 0;
  for (const Tally::Row& row : tally.rows()) width = std::max(width, row.name.size());
  for (const Tally::Row& row : tally.rows()) fmt::print(stderr, "  {:<{}}  {:>9}\n", row.name, width, row.count);
}

}  // namespace godel::apps
