// SPDX-License-Identifier: MIT
// What `godel dataset` can do: a file a subcommand.
#pragma once
#include <CLI/App.hpp>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "commands.h"
#include "godel/base/result.h"
#include "godel/dataset/example_reader.h"

namespace godel::apps {

Command AddDatasetConvert(CLI::App& dataset);
Command AddDatasetInspect(CLI::App& dataset);
Command AddDatasetSplit(CLI::App& dataset);
Command AddDatasetSample(CLI::App& dataset);

// FILES, --…-column and --max-bad-rows.
struct ExampleFlags {
  std::vector<std::filesystem::path> files;
  ColumnNames columns;
  size_t max_bad_rows = 0;
};

void AddFilesFlag(CLI::App& app, std::vector<std::filesystem::path>& files);
void AddMaxBadRowsFlag(CLI::App& app, size_t& max_bad_rows);
void AddExampleFlags(CLI::App& app, ExampleFlags& flags);
Result<ExampleReader> OpenExamples(const ExampleFlags& flags, const ByteSourceOptions& bytes = {});

// Error: kInvalidArgument when there is something under the name and `overwrite` is not set.
Status CheckNewFile(const std::string& path, bool overwrite);

// What was skipped, on stderr: the first ones with their places, and where those are not all how many there are.
void PrintSkippedRows(std::span<const BadRow> kept, size_t count, const std::string& noun = "row");

// "1 dialog", "2 dialogs".
std::string Count(size_t count, const std::string& noun);

}  // namespace godel::apps
