// SPDX-License-Identifier: MIT
// `godel prepare sgd`.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <system_error>

#include "command_line/exit_status.h"
#include "godel/dataset/row_reader.h"
#include "godel/prepare/grounded/schema_guided.h"
#include "prepare/corpus.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSgdExamples = R"(Examples:
  godel prepare sgd dstc8-schema-guided-dialogue/train --output sgd.jsonl.gz
  godel prepare sgd train/dialogues_001.json --keep-values --output sgd.jsonl

Reads the data set's own files; of a folder, its dialogues_*.json. An example for each system turn:
  Knowledge is what the user wants, "belief : restaurants city = San Jose ; time = 11:30 | hotels ...";
  Response names slots, "Your table at [restaurant_name] is booked."
  All services and frames count; --upstream-rules takes only the first frame of a turn.)";

struct SgdFlags : CorpusFlags {
  bool keep_values = false;
};

Result<std::vector<fs::path>> ListDialogFiles(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  for (const fs::path& path : paths) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) {
      files.push_back(path);
      continue;
    }
    std::vector<fs::path> found;
    for (fs::directory_iterator at(path, failed), end; !failed && at != end; at.increment(failed))
      if (at->path().filename().string().starts_with("dialogues_")) found.push_back(at->path());
    if (failed || found.empty())
      return Fail(ErrorCode::kNotFound, fmt::format("{}: expected files named dialogues_*.json", path.string()));
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

Result<CorpusReading> ReadSgd(const SgdFlags& flags, InputProgress& progress, ExampleWriter& writer) {
  RowReaderOptions reader_options;
  reader_options.max_bad_rows = flags.max_bad_rows;
  reader_options.source.bytes = progress.bytes();
  GODEL_TRY(RowReader rows, RowReader::Open(flags.files, reader_options));
  const SchemaGuidedOptions options{.upstream_rules = flags.upstream_rules, .keep_values = flags.keep_values};
  Tally tally;
  for (size_t dialogs = 1;; ++dialogs) {
    GODEL_TRY(const std::optional<Json> dialog, rows.Next());
    if (!dialog) break;
    progress.Show(dialogs, "dialog");
    const std::string place = fs::path(rows.file()).parent_path().filename().string();
    auto examples = ConvertSchemaGuided(*dialog, place, options, &tally);
    if (!examples) {
      GODEL_TRY_STATUS(rows.Reject(std::move(examples.error().message)));
      continue;
    }
    tally.Count("dialogs");
    for (const Example& example : *examples) GODEL_TRY_STATUS(writer.Write(example));
  }
  return CorpusReading{.tally = std::move(tally), .bad_rows = rows.bad_rows()};
}

Status PrepareSgd(const SgdFlags& given) {
  SgdFlags flags = given;
  GODEL_TRY(flags.files, ListDialogFiles(given.files));
  PreparationRecord record = RecordOf("godel prepare sgd", flags);
  record.parameters.emplace_back("keep_values", flags.keep_values ? "true" : "false");
  return PrepareCorpus(
      flags.output, std::move(record), {.files = flags.files},
      [&](InputProgress& progress, ExampleWriter& writer) { return ReadSgd(flags, progress, writer); });
}

}  // namespace

Command AddPrepareSgd(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("sgd", "The Schema-Guided Dialogue data set");
  const auto flags = std::make_shared<SgdFlags>();
  AddCorpusFlags(*app, *flags);
  app->add_flag("--keep-values", flags->keep_values, "Leave values in the text instead of [slot]");
  app->footer(kSgdExamples);
  return {.app = app, .run = [flags] { return ExitStatus(PrepareSgd(*flags)); }};
}

}  // namespace godel::apps
