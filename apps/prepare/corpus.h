// SPDX-License-Identifier: MIT
// What the converters of `godel prepare` share: files in, rows converted or dropped and counted, examples out. What
// those of tasks share besides is in prepare/tasks.h.
#pragma once
#include <CLI/App.hpp>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "command_line/example_flags.h"
#include "command_line/input_progress.h"
#include "godel/base/result.h"
#include "godel/prepare/corpus_reading.h"
#include "godel/prepare/grounded/converted.h"
#include "prepare/prepared_output.h"

namespace godel::apps {

// Opens its files with progress.bytes(), says there how far it is, and writes what it finds.
using ReadCorpus = std::function<Result<CorpusReading>(InputProgress& progress, ExampleWriter& writer)>;

// A whole preparation: the output is opened, `input` is read, what was skipped and counted is said, and the file gets
// its name and its card. `record` is what was asked for; the counts are added here. Error: as OpenPreparedOutput,
// `read` and FinishPreparation.
Status PrepareCorpus(const PreparedOutputFlags& output, PreparationRecord record, const InputFiles& input,
                     const ReadCorpus& read);

// A reading of files of examples: `use` gets each, and writes it or counts why it does not.
using UseExample = std::function<Status(const Example& example, Tally& tally)>;
Result<CorpusReading> ReadExamples(const ExampleFlags& flags, InputProgress& progress, const UseExample& use);

// Paths as cards name them.
std::vector<std::string> NamesOf(const std::vector<std::filesystem::path>& files);

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

// Prepares a corpus of rows of text: `convert` makes an example of each or names the rule that drops it, and its errors
// are bad rows.
using ConvertTextRow = std::function<Result<Converted>(std::string_view)>;
Status ConvertTextRows(const CorpusFlags& flags, const ConvertTextRow& convert, PreparationRecord record);

}  // namespace godel::apps
