// SPDX-License-Identifier: MIT
// `godel prepare woi`: Wizard of the Internet as examples.
#include <fmt/format.h>

#include <memory>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "godel/prepare/tasks/wizard_of_internet.h"
#include "prepare/corpus.h"
#include "prepare/subcommands.h"
#include "prepare/tasks.h"

namespace godel::apps {
namespace {

constexpr const char* kWoiExamples = R"(Examples:
  godel prepare woi train.jsonl -o woi_train.jsonl.gz
  godel prepare woi train.jsonl --dialogs 50 --seed 1 -o few.jsonl

Reads the files as ParlAI publishes them, a dialog a line. An example for each turn of the wizard to the apprentice: the
turns before it, behind the apprentice's persona, the sentences that were selected for it, and it. What goes to the
search engine and comes from it is no turn.)";

struct WoiFlags {
  std::vector<std::filesystem::path> files;
  bool no_persona = false;
  TaskFlags task;
};

Status Run(const WoiFlags& flags) {
  PreparationRecord record{.made_by = "godel prepare woi",
                           .parameters = {{"start", flags.no_persona ? "nothing" : "persona"}}};
  record.inputs = NamesOf(flags.files);
  const WoiStart start = flags.no_persona ? WoiStart::kNothing : WoiStart::kPersona;
  return RunTask(flags.task, std::move(record), {.files = flags.files},
                 [&](const ByteSourceOptions& bytes, const GiveExample& give) {
                   return ReadWoi(FilesOf(flags.files, flags.task, bytes), start, give);
                 });
}

}  // namespace

Command AddPrepareWoi(CLI::App& prepare) {
  auto* const app =
      prepare.add_subcommand("woi", "Wizard of the Internet: dialogs grounded in what a search has found");
  const auto flags = std::make_shared<WoiFlags>();
  AddFilesFlag(*app, flags->files);
  app->add_flag("--no-persona", flags->no_persona, "Contexts begin with the first turn");
  AddTaskFlags(*app, flags->task);
  app->footer(kWoiExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Run(*flags)); }};
}

}  // namespace godel::apps
