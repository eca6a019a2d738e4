// SPDX-License-Identifier: MIT
#include "prepare_corpus.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <variant>

#include "dataset_commands.h"
#include "exit_status.h"

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

void PrintSkippedRows(std::span<const BadRow> kept, size_t count) {
  for (const BadRow& row : kept) fmt::print(stderr, "skipped {}\n", ToString(row));
  if (count > kept.size()) fmt::print(stderr, "skipped {} in all\n", Count(count, "row"));
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
  GODEL_TRY(TextRows rows, TextRows::Open(flags.files, flags.max_bad_rows));
  GODEL_TRY(ExampleWriter writer, OpenPreparedOutput(flags.output));
  {
    ProgressBar progress;
    for (size_t lines = 1;; ++lines) {
      GODEL_TRY(const std::optional<std::string> row, rows.Next());
      if (!row) break;
      Result<Converted> converted = convert(*row);
      if (!converted) {
        GODEL_TRY_STATUS(rows.Reject(std::move(converted.error().message)));
        continue;
      }
      GODEL_TRY_STATUS(TakeConverted(*converted, &writer, &record.tally));
      ShowCount(&progress, lines, "row");
    }
  }
  PrintSkippedRows(rows.bad_rows(), rows.num_bad_rows());
  return FinishPreparation(flags.output, record, std::move(writer));
}

void ShowCount(ProgressBar* progress, size_t count, const std::string& noun) {
  constexpr size_t kEvery = 100;  // what is cheaper than to ask the clock
  if (progress->enabled() && count % kEvery == 0) progress->ShowText(0, Count(count, noun));
}

int ExitStatus(const Status& status) {
  return status ? kDone : Report(status.error());
}

}  // namespace godel::apps
