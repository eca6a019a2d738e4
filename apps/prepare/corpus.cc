// SPDX-License-Identifier: MIT
#include "prepare/corpus.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "command_line/notices.h"
#include "godel/prepare/grounded/text_rows.h"

namespace godel::apps {
namespace {

// Writes the example, or counts the rule that dropped it.
Status TakeConverted(const Converted& converted, ExampleWriter& writer, Tally& tally) {
  tally.Count("rows");
  if (const auto* const dropped = std::get_if<Dropped>(&converted)) {
    tally.Count(dropped->rule);
    return {};
  }
  return writer.Write(std::get<Example>(converted));
}

}  // namespace

Status PrepareCorpus(const PreparedOutputFlags& output, PreparationRecord record, const InputFiles& input,
                     const ReadCorpus& read) {
  GODEL_TRY(ExampleWriter writer, OpenPreparedOutput(output));
  InputProgress progress(input);
  GODEL_TRY(CorpusReading reading, read(progress, writer));
  progress.End();
  PrintSkippedRows(reading.bad_rows);
  record.tally += reading.tally;
  return FinishPreparation(output, record, std::move(writer));
}

Result<CorpusReading> ReadExamples(const ExampleFlags& flags, InputProgress& progress, const UseExample& use) {
  GODEL_TRY(ExampleReader reader, OpenExamples(flags, progress.bytes()));
  Tally tally;
  while (true) {
    GODEL_TRY(const std::optional<Example> example, reader.Next());
    if (!example) return CorpusReading{.tally = std::move(tally), .bad_rows = reader.rows().bad_rows()};
    tally.Count("examples");
    progress.Show(tally.Of("examples"), "example");
    GODEL_TRY_STATUS(use(*example, tally));
  }
}

std::vector<std::string> NamesOf(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> names(files.size());
  std::transform(files.begin(), files.end(), names.begin(), [](const auto& file) { return file.string(); });
  return names;
}

void AddCorpusFlags(CLI::App& app, CorpusFlags& flags) {
  AddFilesFlag(app, flags.files);
  AddPreparedOutputFlags(app, flags.output);
  AddMaxBadRowsFlag(app, flags.max_bad_rows);
  app.add_flag("--upstream-rules", flags.upstream_rules,
               "The rules of GODEL's own converter, for its counts; the help below says what differs");
}

PreparationRecord RecordOf(const std::string& made_by, const CorpusFlags& flags) {
  return {.made_by = made_by,
          .parameters = {{"upstream_rules", flags.upstream_rules ? "true" : "false"}},
          .inputs = NamesOf(flags.files)};
}

Status ConvertTextRows(const CorpusFlags& flags, const ConvertTextRow& convert, PreparationRecord record) {
  const auto read = [&](InputProgress& progress, ExampleWriter& writer) -> Result<CorpusReading> {
    GODEL_TRY(TextRows rows, TextRows::Open(flags.files, flags.max_bad_rows, progress.bytes()));
    Tally tally;
    for (size_t lines = 1;; ++lines) {
      GODEL_TRY(const std::optional<std::string> row, rows.Next());
      if (!row) break;
      progress.Show(lines, "row");
      Result<Converted> converted = convert(*row);
      if (!converted) {
        GODEL_TRY_STATUS(rows.Reject(std::move(converted.error().message)));
        continue;
      }
      GODEL_TRY_STATUS(TakeConverted(*converted, writer, tally));
    }
    return CorpusReading{.tally = std::move(tally), .bad_rows = rows.bad_rows()};
  };
  return PrepareCorpus(flags.output, std::move(record), {.files = flags.files}, read);
}

}  // namespace godel::apps
