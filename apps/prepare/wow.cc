// SPDX-License-Identifier: MIT
// `godel prepare wow`: Wizard of Wikipedia as examples.
#include <fmt/format.h>

#include <memory>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "godel/prepare/tasks/wizard_of_wikipedia.h"
#include "prepare/corpus.h"
#include "prepare/subcommands.h"
#include "prepare/tasks.h"

namespace godel::apps {
namespace {

constexpr const char* kWowExamples = R"(Examples:
  godel prepare wow train.json -o wow_train.jsonl.gz
  godel prepare wow train.json --dialogs 50 --seed 1 -o few.jsonl
  godel prepare wow train.json --upstream-rules train -o few_upstream.jsonl
  godel prepare wow valid_random_split.json -o wow_valid.jsonl

Reads the files as ParlAI publishes them. An example for each turn of the wizard: the turns before it, the sentence that
was looked up for it, and it. --upstream-rules does as GODEL's own script: for "train" 50 dialogs, chosen by their
topics, without the persona; for "valid" (its valid and test) all of them; and "no_passages_used" stays as knowledge.)";

struct WowFlags {
  std::vector<std::filesystem::path> files;
  std::string start = "persona";
  std::string upstream_rules;
  TaskFlags task;
};

Status Run(const WowFlags& flags) {
  WowOptions options;
  GODEL_TRY(options.start, ParseDialogStart(flags.start));
  const bool upstream = !flags.upstream_rules.empty();
  const bool chooses = flags.upstream_rules == "train";
  if (upstream && !chooses && flags.upstream_rules != "valid")
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--upstream-rules: expected train or valid, found {}", flags.upstream_rules));
  if (chooses && flags.task.few_shot.dialogs > 0)
    return Fail(ErrorCode::kInvalidArgument, "--upstream-rules train chooses the dialogs itself; leave --dialogs out");
  if (upstream) {
    options.start = chooses ? DialogStart::kNothing : DialogStart::kPersona;
    options.keeps_no_passages_used = true;
  }
  PreparationRecord record{.made_by = "godel prepare wow"};
  record.inputs = NamesOf(flags.files);
  record.parameters = {upstream ? std::pair{"upstream_rules", flags.upstream_rules} : std::pair{"start", flags.start}};
  const size_t passes = chooses ? 2 : 1;
  return RunTask(flags.task, std::move(record), {.files = flags.files, .passes = passes},
                 [&](const ByteSourceOptions& bytes, const GiveExample& give) {
                   const TaskFiles files = FilesOf(flags.files, flags.task, bytes);
                   return chooses ? ReadUpstreamWow(files, options, give) : ReadWow(files, options, give);
                 });
}

}  // namespace

Command AddPrepareWow(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("wow", "Wizard of Wikipedia: dialogs grounded in sentences of Wikipedia");
  const auto flags = std::make_shared<WowFlags>();
  AddFilesFlag(*app, flags->files);
  app->add_option("--start", flags->start, "What stands before the first turn: persona, topic or nothing")
      ->type_name("WHAT")
      ->capture_default_str();
  app->add_option("--upstream-rules", flags->upstream_rules, "As GODEL's script does: train or valid")
      ->type_name("PART");
  AddTaskFlags(*app, flags->task);
  app->footer(kWowExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Run(*flags)); }};
}

}  // namespace godel::apps
