// SPDX-License-Identifier: MIT
// Which examples a command reads.
#pragma once
#include <CLI/App.hpp>
#include <filesystem>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/example_reader.h"

namespace godel::apps {

// FILES, --…-column and --max-bad-rows.
struct ExampleFlags {
  std::vector<std::filesystem::path> files;
  ColumnNames columns;
  size_t max_bad_rows = 0;
};

void AddFilesFlag(CLI::App& app, std::vector<std::filesystem::path>& files);
// SIZE_MAX, for all, and other values that it has already are the default.
void AddMaxBadRowsFlag(CLI::App& app, size_t& max_bad_rows);
void AddExampleFlags(CLI::App& app, ExampleFlags& flags);
Result<ExampleReader> OpenExamples(const ExampleFlags& flags, const ByteSourceOptions& bytes = {});

// Error: kInvalidArgument for the standard input and pipes, which give nothing the second time; `why` says what for.
Status CheckReadTwice(const std::vector<std::filesystem::path>& files, std::string_view why);

}  // namespace godel::apps
