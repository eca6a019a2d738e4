// SPDX-License-Identifier: MIT
#include "prepare/corpus.h"

#include <optional>
#include <utility>
#include <variant>

#include "command_line/input_progress.h"
#include "dataset/subcommands.h"
#include "godel/prepare/grounded/text_rows.h"

namespace godel::apps {

void AddCorpusFlags(CLI::App& app, CorpusFlags& flags) {
  AddFilesFlag(app, flags.files);
  AddPreparedOutputFlags(app, flags.output);
  AddMaxBadRowsFlag(app, flags.max_bad_rows);
  app.add_flag("--upstream-rules", flags.upstream_rules,
               "The rules of GODEL's own converter, for its counts; the help below says what differs");
}

PreparationRecord RecordOf(const std::string& made_by, const CorpusFlags& flags) {
  PreparationRecord record{.made_by = made_by};
  record.parameters.emplace_back("upstream_rules", flags.upstream_rules ? "true" : "false");
  for (const std::filesystem::path& file : flags.files) record.inputs.push_back(file.string());
  return record;
}

Status TakeConverted(const Converted& converted, ExampleWriter* writer, Tally* tally) {
  tally->Count("rows");
  if (const auto* const dropped = std::get_if<Dropped>(&converted)) {
    tally->Count(dropped->rule);
    return {};
  }
  return writer->Write(std::get<Example>(converted));
}

Status ConvertTextRows(const CorpusFlags& flags, const ConvertTextRow& convert, PreparationRecord record) {
  InputProgress progress({.files = flags.files});
  GODEL_TRY(TextRows rows, TextRows::Open(flags.files, flags.max_bad_rows, progress.bytes()));
  GODEL_TRY(ExampleWriter writer, OpenPreparedOutput(flags.output));
  for (size_t lines = 1;; ++lines) {
    GODEL_TRY(const std::optional<std::string> row, rows.Next());
    if (!row) break;
    progress.Show(lines, "row");
    Result<Converted> converted = convert(*row);
    if (!converted) {
      GODEL_TRY_STATUS(rows.Reject(std::move(converted.error().message)));
      continue;
    }
    GODEL_TRY_STATUS(TakeConverted(*converted, &writer, &record.tally));
  }
  progress.End();
  PrintSkippedRows(rows.bad_rows().first(), rows.bad_rows().count());
  return FinishPreparation(flags.output, record, std::move(writer));
}

}  // namespace godel::apps
