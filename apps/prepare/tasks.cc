// SPDX-License-Identifier: MIT
#include "prepare/tasks.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "command_line/example_flags.h"
#include "prepare/corpus.h"

namespace godel::apps {

void AddTaskFlags(CLI::App& app, TaskFlags& flags) {
  app.add_option("--dialogs", flags.few_shot.dialogs, "Draw so many whole dialogs, for few-shot experiments (0: all)")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--seed", flags.few_shot.seed, "Another seed draws other dialogs")
      ->type_name("N")
      ->capture_default_str();
  AddMaxBadRowsFlag(app, flags.max_bad_rows);
  AddPreparedOutputFlags(app, flags.output);
}

TaskFiles FilesOf(const std::vector<std::filesystem::path>& files, const TaskFlags& flags,
                  const ByteSourceOptions& bytes) {
  return {.files = files, .max_bad_rows = flags.max_bad_rows, .rows = {.bytes = bytes}};
}

Status RunTask(const TaskFlags& flags, PreparationRecord record, InputFiles input, const ReadTask& read) {
  if (flags.few_shot.dialogs > 0) {
    GODEL_TRY_STATUS(CheckReadTwice(input.files, "to draw dialogs, files are read twice"));
    record.parameters.emplace_back("dialogs", fmt::to_string(flags.few_shot.dialogs));
    record.parameters.emplace_back("seed", fmt::to_string(flags.few_shot.seed));
    input.passes *= 2;
  }
  const auto read_corpus = [&](InputProgress& progress, ExampleWriter& writer) -> Result<CorpusReading> {
    const auto read_and_show = [&](const GiveExample& give) {
      size_t examples = 0;
      return read(progress.bytes(), [&](Example example) -> Status {
        progress.Show(++examples, "example");
        return give(std::move(example));
      });
    };
    const auto write = [&](const Example& example) { return writer.Write(example); };
    GODEL_TRY(CorpusReading reading, ReadDialogs(read_and_show, flags.few_shot, write));
    if (reading.bad_rows.count() > 0) reading.tally.Count("bad rows that were skipped", reading.bad_rows.count());
    return reading;
  };
  return PrepareCorpus(flags.output, std::move(record), input, read_corpus);
}

}  // namespace godel::apps
