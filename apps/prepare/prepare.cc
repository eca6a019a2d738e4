// SPDX-License-Identifier: MIT
// `godel prepare`: raw corpora as examples.
#include <memory>
#include <vector>

#include "command_line/exit_status.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kPrepareExamples =
    R"(Each command reads one kind of corpus and writes examples: JSON lines with Context, Knowledge and Response, as
'godel dataset' and 'godel train' read them, and beside them a card, FILE.card.json, with counts, parameters and a hash.
'godel prepare COMMAND --help' says more; docs/data.md says what each filter does.)";

}  // namespace

Command AddPrepare(CLI::App& program) {
  auto* const app = program.add_subcommand("prepare", "Make examples of raw corpora");
  app->require_subcommand(1);
  app->footer(kPrepareExamples);
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
            const Command* const chosen = Chosen(*commands);
            return chosen == nullptr ? kWrongUse : chosen->run();
          }};
}

}  // namespace godel::apps
