// SPDX-License-Identifier: MIT
// What the converters of tasks (`godel prepare wow` and its like) share: a few whole dialogs may be drawn.
#pragma once
#include <CLI/App.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "command_line/input_progress.h"
#include "godel/base/result.h"
#include "godel/prepare/tasks/task_reading.h"
#include "prepare/prepared_output.h"

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

// PrepareCorpus that draws dialogs where that is wanted; the seed is added to `record`. `input` is what one reading
// opens with the options that it is given. Error: CheckReadTwice's when dialogs are to be drawn; as ReadDialogs and
// PrepareCorpus.
using ReadTask = std::function<Result<CorpusReading>(const ByteSourceOptions& bytes, const GiveExample& give)>;
Status RunTask(const TaskFlags& flags, PreparationRecord record, InputFiles input, const ReadTask& read);

}  // namespace godel::apps
