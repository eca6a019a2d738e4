// SPDX-License-Identifier: MIT
#include "prepare_tasks.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "dataset_commands.h"
#include "exit_status.h"
#include "progress_bar.h"

namespace godel::apps {
namespace {

Status CheckReadTwice(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    std::error_code ignored;
    if (file == "-" || (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored)))
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}: to draw dialogs, files are read twice, so they must be ordinary files", file));
  }
  return {};
}

}  // namespace

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

Result<int> RunTask(const TaskFlags& flags, PreparationRecord record,
                    const std::function<Result<TaskReading>(const GiveExample&)>& read) {
  if (flags.few_shot.dialogs > 0) {
    GODEL_TRY_STATUS(CheckReadTwice(record.inputs));
    record.parameters.emplace_back("dialogs", fmt::to_string(flags.few_shot.dialogs));
    record.parameters.emplace_back("seed", fmt::to_string(flags.few_shot.seed));
  }
  GODEL_TRY(ExampleWriter writer, OpenPreparedOutput(flags.output));
  ProgressBar bar;
  const GiveExample give = [&](const Example& example) -> Status {
    bar.ShowText(0, Count(writer.examples(), "example"));
    return writer.Write(example);
  };
  GODEL_TRY(TaskReading reading, ReadDialogs(read, flags.few_shot, give));
  PrintBadRows(reading.bad_rows);
  if (reading.bad_rows.count() > 0) reading.tally.Count("bad rows that were skipped", reading.bad_rows.count());
  record.tally = std::move(reading.tally);
  GODEL_TRY_STATUS(FinishPreparation(flags.output, record, std::move(writer)));
  return kDone;
}

void PrintBadRows(const BadRows& rows) {
  for (const BadRow& row : rows.first()) fmt::print(stderr, "skipped {}\n", ToString(row));
  if (rows.count() > rows.first().size()) fmt::print(stderr, "skipped {} in all\n", Count(rows.count(), "row"));
}

}  // namespace godel::apps
