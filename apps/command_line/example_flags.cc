// SPDX-License-Identifier: MIT
#include "command_line/example_flags.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

namespace godel::apps {

void AddFilesFlag(CLI::App& app, std::vector<std::filesystem::path>& files) {
  app.add_option("files", files, "Data files, - for the standard input")->type_name("FILES")->required();
}

void AddMaxBadRowsFlag(CLI::App& app, size_t& max_bad_rows) {
  const std::string by_default = max_bad_rows == SIZE_MAX ? "all" : fmt::to_string(max_bad_rows);
  app.add_option("--max-bad-rows", max_bad_rows, "Skip so many rows that cannot be read; the next one is an error")
      ->type_name("N")
      ->default_str(by_default);
}

void AddExampleFlags(CLI::App& app, ExampleFlags& flags) {
  AddFilesFlag(app, flags.files);
  for (const auto& [name, column] :
       {std::pair{"context", &flags.columns.context}, std::pair{"knowledge", &flags.columns.knowledge},
        std::pair{"response", &flags.columns.response}, std::pair{"instruction", &flags.columns.instruction},
        std::pair{"dialog", &flags.columns.dialog}, std::pair{"turn", &flags.columns.turn}})
    app.add_option(fmt::format("--{}-column", name), *column, fmt::format("The column that holds the {}", name))
        ->type_name("NAME")
        ->capture_default_str();
}

Result<ExampleReader> OpenExamples(const ExampleFlags& flags, const ByteSourceOptions& bytes) {
  ExampleReaderOptions options{.rows = {}, .columns = flags.columns};
  options.rows.max_bad_rows = flags.max_bad_rows;
  options.rows.source.bytes = bytes;
  return ExampleReader::Open(flags.files, options);
}

Status CheckReadTwice(const std::vector<std::filesystem::path>& files, std::string_view why) {
  for (const std::filesystem::path& file : files) {
    std::error_code ignored;
    if (file == "-" || (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored)))
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}: {}, so they must be ordinary files: write what a pipe gives into one first",
                              file.string(), why));
  }
  return {};
}

}  // namespace godel::apps
