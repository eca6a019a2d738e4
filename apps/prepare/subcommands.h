// SPDX-License-Identifier: MIT
// What `godel prepare` can do: a file a subcommand.
#pragma once
#include <CLI/App.hpp>
#include <string>
#include <utility>
#include <vector>

#include "commands.h"
#include "godel/base/result.h"
#include "godel/prepare/example_writer.h"
#include "godel/prepare/tally.h"

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

// Where prepared examples go.
struct PreparedOutputFlags {
  std::string output;
  bool overwrite = false;
  std::string licence;  // for the card
};

// --output, --overwrite and --licence.
void AddPreparedOutputFlags(CLI::App& app, PreparedOutputFlags& flags);

// Error: as CheckNewFile and ExampleWriter::Open.
Result<ExampleWriter> OpenPreparedOutput(const PreparedOutputFlags& flags);

struct PreparationRecord {
  std::string made_by;  // "godel prepare msmarco"
  std::vector<std::pair<std::string, std::string>> parameters = {};
  std::vector<std::string> inputs = {};
  Tally tally = {};
};

// Ends a preparation: the file gets its name and its card, and the counts go to stderr. Error: kBadData when nothing
// came out, in which case nothing is left behind; kIo.
Status FinishPreparation(const PreparedOutputFlags& flags, const PreparationRecord& record, ExampleWriter writer);

// Lines "  name  count" on stderr.
void PrintTally(const Tally& tally);

}  // namespace godel::apps
