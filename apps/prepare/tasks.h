// SPDX-License-Identifier: MIT
// What `godel prepare wow` and its like share.
#pragma once
#include <CLI/App.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "command_line/input_progress.h"
#include "godel/base/result.h"
#include "godel/prepare/tasks/task_reading.h"
#include "prepare/subcommands.h"

namespace godel::apps {

struct TaskFlags {
  FewShot few_shot;
  size_t max_bad_rows = 0;
  PreparedOutputFlags output;
};

// --dialogs, --seed, --max-bad-rows and those of the output.
void AddTaskFlags(CLI::App& app, TaskFlags& flags);

TaskFiles FilesOf(const std::vector<std::filesystem::path>& files, const TaskFlags& flags,
                  const ByteSourceOptions& bytes);

// Reads, draws dialogs where that is wanted, writes and reports. `record` says what was asked for; the seed and the
// tally are added here. `input` is what one reading opens with the options that it is given. Error: kInvalidArgument
// when dialogs are to be drawn from what cannot be read twice; as ReadDialogs and FinishPreparation.
using ReadTask = std::function<Result<TaskReading>(const ByteSourceOptions& bytes, const GiveExample& give)>;
Status RunTask(const TaskFlags& flags, PreparationRecord record, InputFiles input, const ReadTask& read);

}  // namespace godel::apps
