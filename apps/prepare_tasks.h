// SPDX-License-Identifier: MIT
// What `godel prepare wow` and its like share.
#pragma once
#include <CLI/App.hpp>
#include <functional>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/tasks/task_reading.h"
#include "prepare_commands.h"

namespace godel::apps {

struct TaskFlags {
  FewShot few_shot;
  size_t max_bad_rows = 0;
  PreparedOutputFlags output;
};

// --dialogs, --seed, --max-bad-rows and those of the output.
void AddTaskFlags(CLI::App& app, TaskFlags& flags);

// Reads, draws dialogs where that is wanted, writes and reports. `record` says what was asked for; the seed and the
// tally are added here. Error: kInvalidArgument when dialogs are to be drawn from what cannot be read twice; as
// ReadDialogs and FinishPreparation.
Result<int> RunTask(const TaskFlags& flags, PreparationRecord record,
                    const std::function<Result<TaskReading>(const GiveExample&)>& read);

// Of a bad row that was skipped: a line on stderr.
void PrintBadRows(const BadRows& rows);

}  // namespace godel::apps
