// SPDX-License-Identifier: MIT
// What the converters of `godel prepare` share: files in, rows converted or dropped and counted, examples out.
#pragma once
#include <CLI/App.hpp>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/grounded/converted.h"
#include "prepare/subcommands.h"

namespace godel::apps {

struct CorpusFlags {
  std::vector<std::filesystem::path> files;
  PreparedOutputFlags output;
  size_t max_bad_rows = 0;
  bool upstream_rules = false;
};

// FILES, --max-bad-rows, --upstream-rules and those of AddPreparedOutputFlags.
void AddCorpusFlags(CLI::App& app, CorpusFlags& flags);

// The card's beginnings: inputs, and the parameters that all converters have.
PreparationRecord RecordOf(const std::string& made_by, const CorpusFlags& flags);

// Writes the example, or counts the rule that dropped it; "rows" and "examples" are counted too.
Status TakeConverted(const Converted& converted, ExampleWriter* writer, Tally* tally);

// Reads rows of text to their end: `convert` makes an example of each, and its errors are bad rows. Ends the
// preparation.
using ConvertTextRow = std::function<Result<Converted>(std::string_view)>;
Status ConvertTextRows(const CorpusFlags& flags, const ConvertTextRow& convert, PreparationRecord record);

}  // namespace godel::apps
