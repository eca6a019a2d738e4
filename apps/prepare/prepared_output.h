// SPDX-License-Identifier: MIT
// How a preparation ends: examples in a file, its card, and counts for people.
#pragma once
#include <CLI/App.hpp>
#include <string>
#include <utility>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/example_writer.h"
#include "godel/prepare/tally.h"

namespace godel::apps {

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
