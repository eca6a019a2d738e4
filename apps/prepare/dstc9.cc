// SPDX-License-Identifier: MIT
// `godel prepare dstc9`: answers from unstructured knowledge as examples.
#include <memory>

#include "command_line/exit_status.h"
#include "godel/prepare/tasks/dstc9.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"
#include "prepare/tasks.h"

namespace godel::apps {
namespace {

constexpr const char* kDstc9Examples = R"(Examples:
  godel prepare dstc9 --logs train/logs.json --labels train/labels.json --knowledge knowledge.json -o dstc9_train.jsonl
  godel prepare dstc9 --logs val/logs.json --labels val/labels.json --knowledge knowledge.json -o dstc9_valid.jsonl

Reads the files of DSTC9 track 1 (and of DSTC10 track 2, task 2, which are alike). An example for each log whose label
says that it needs knowledge: its turns, the snippets "Q: title A: body", the response.)";

struct Dstc9Flags {
  Dstc9Files files;
  TaskFlags task;
};

Status Run(const Dstc9Flags& flags) {
  Dstc9Files files = flags.files;
  files.max_bad_rows = flags.task.max_bad_rows;
  const PreparationRecord record{.made_by = "godel prepare dstc9",
                                 .inputs = {files.logs.string(), files.labels.string(), files.knowledge.string()}};
  return RunTask(flags.task, record, {.files = {files.logs, files.labels}},
                 [&](const ByteSourceOptions& bytes, const GiveExample& give) {
                   files.bytes = bytes;
                   return ReadDstc9(files, give);
                 });
}

}  // namespace

Command AddPrepareDstc9(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("dstc9", "DSTC9 track 1: a task's dialogs beyond what its API knows");
  const auto flags = std::make_shared<Dstc9Flags>();
  app->add_option("--logs", flags->files.logs, "logs.json")->type_name("FILE")->required();
  app->add_option("--labels", flags->files.labels, "labels.json")->type_name("FILE")->required();
  app->add_option("--knowledge", flags->files.knowledge, "knowledge.json")->type_name("FILE")->required();
  AddTaskFlags(*app, flags->task);
  app->footer(kDstc9Examples);
  return {.app = app, .run = [flags] { return ExitStatus(Run(*flags)); }};
}

}  // namespace godel::apps
