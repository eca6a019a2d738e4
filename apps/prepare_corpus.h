// SPDX-License-Identifier: MIT
// What the converters of `godel prepare` share: files in, rows converted or dropped and counted, examples out.
#pragma once
#include <CLI/App.hpp>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/row_reader.h"
#include "godel/prepare/grounded/converted.h"
#include "godel/prepare/grounded/text_rows.h"
#include "prepare_commands.h"
#include "progress_bar.h"

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

// What was skipped, on stderr.
void PrintSkippedRows(std::span<const BadRow> kept, size_t count);

// Writes the example, or counts the rule that dropped it; "rows" and "examples" are counted too.
Status TakeConverted(const Converted& converted, ExampleWriter* writer, Tally* tally);

// Reads rows of text to their end: `convert` makes an example of each, and its errors are bad rows. Ends the
// preparation.
using ConvertTextRow = std::function<Result<Converted>(std::string_view)>;
Status ConvertTextRows(const CorpusFlags& flags, const ConvertTextRow& convert, PreparationRecord record);

// "1200 rows" on the line that says how far a run is whose length is not known.
void ShowCount(ProgressBar* progress, size_t count, const std::string& noun);

// The status to exit with.
int ExitStatus(const Status& status);

}  // namespace godel::apps
