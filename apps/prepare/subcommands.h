// SPDX-License-Identifier: MIT
// What `godel prepare` can do: a file a subcommand.
#pragma once
#include "commands.h"

namespace godel::apps {

Command AddPrepareReddit(CLI::App& prepare);
Command AddPrepareRedditTsv(CLI::App& prepare);
Command AddPrepareRedditMultiref(CLI::App& prepare);
Command AddPrepareDstc7(CLI::App& prepare);
Command AddPrepareMsMarco(CLI::App& prepare);
Command AddPrepareUnifiedQa(CLI::App& prepare);
Command AddPrepareSgd(CLI::App& prepare);
Command AddPrepareMerge(CLI::App& prepare);
Command AddPrepareSelectFacts(CLI::App& prepare);
Command AddPrepareGroundedSubmissions(CLI::App& prepare);
Command AddPrepareGroundedConversations(CLI::App& prepare);
Command AddPrepareHtmlFacts(CLI::App& prepare);
Command AddPrepareCrawlFacts(CLI::App& prepare);
Command AddPrepareWow(CLI::App& prepare);
Command AddPrepareWoi(CLI::App& prepare);
Command AddPrepareCoqa(CLI::App& prepare);
Command AddPrepareDstc9(CLI::App& prepare);
Command AddPrepareDedup(CLI::App& prepare);
Command AddPrepareFilter(CLI::App& prepare);
Command AddPrepareOverlap(CLI::App& prepare);
Command AddPrepareCard(CLI::App& prepare);
Command AddPrepareMultiWoz(CLI::App& prepare);

}  // namespace godel::apps
