// SPDX-License-Identifier: MIT
// `godel dataset`: training data, looked at and made.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "command_line/exit_status.h"
#include "command_line/output_file.h"
#include "dataset/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kExamples = R"(Examples:
  godel dataset convert --from dialogs dialogs/*.jsonl.gz --split train --output train.jsonl.gz
  godel dataset inspect train.jsonl.gz
  godel dataset split mine.csv --valid-fraction 0.05 --train train.jsonl --valid valid.jsonl
  godel dataset sample train.jsonl.gz --dialogs 50 --output few.jsonl

Data files are JSON lines, one JSON array of objects, or CSV with a header row; plain, gzip or zstd; "-" is the standard
input. A row has Context (turns, oldest first, with the word EOS between them, or a JSON array of turns), Knowledge,
Response and, if you like, Instruction and Dialog (examples of one dialog share it). 'godel dataset COMMAND --help' says
more.)";

}  // namespace

Command AddDataset(CLI::App& program) {
  auto* const app = program.add_subcommand("dataset", "Look at training data, convert it, split it");
  app->require_subcommand(1);
  app->footer(kExamples);
  const auto commands = std::make_shared<std::vector<Command>>(std::vector<Command>{
      AddDatasetConvert(*app), AddDatasetInspect(*app), AddDatasetSplit(*app), AddDatasetSample(*app)});
  return {.app = app, .run = [commands] {
            const auto chosen = std::find_if(commands->begin(), commands->end(),
                                             [](const Command& command) { return command.app->parsed(); });
            return chosen == commands->end() ? kWrongUse : chosen->run();
          }};
}

void AddFilesFlag(CLI::App& app, std::vector<std::filesystem::path>& files) {
  app.add_option("files", files, "Data files, - for the standard input")->type_name("FILES")->required();
}

void AddMaxBadRowsFlag(CLI::App& app, size_t& max_bad_rows) {
  app.add_option("--max-bad-rows", max_bad_rows, "Skip so many rows that cannot be read; the next one is an error")
      ->type_name("N")
      ->capture_default_str();
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

Status CheckNewFile(const std::string& path, bool overwrite) {
  if (overwrite || !HoldsSomething(path)) return {};
  return Fail(ErrorCode::kInvalidArgument, path + " exists already; --overwrite replaces it");
}

void PrintSkippedRows(std::span<const BadRow> kept, size_t count, const std::string& noun) {
  for (const BadRow& row : kept) fmt::print(stderr, "skipped {}\n", ToString(row));
  if (count > kept.size()) fmt::print(stderr, "skipped {} in all\n", Count(count, noun));
}

std::string Count(size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace godel::apps
