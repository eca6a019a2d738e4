// SPDX-License-Identifier: MIT
// `godel prepare multiwoz`: MultiWOZ dialogs as examples.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "command_line/exit_status.h"
#include "command_line/multiwoz_flags.h"
#include "godel/dataset/multiwoz/dialog_reader.h"
#include "godel/dataset/split.h"
#include "godel/prepare/tasks/multiwoz.h"
#include "prepare/corpus.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kPrepareMultiWozExamples = R"(Examples:
  godel prepare multiwoz data.json --database db --except valListFile.txt --except testListFile.txt -o train.jsonl.gz
  godel prepare multiwoz data.json --database db --list testListFile.txt -o test.jsonl
  godel prepare multiwoz data.json --database db --dialogs 50 --seed 1 -o few.jsonl       # few-shot: whole dialogs
  godel prepare multiwoz dialogues_*.json --responses original -o train.jsonl             # MultiWOZ 2.2

Reads MultiWOZ 2.0, 2.1, 2.2, 2.3 and 2.4 and HDSA's files. Context is what was said, Knowledge the belief state and,
with --database, how many venues meet it ("hotel area = north ; stars = 4 | kb two"), Response the system's answer with
placeholders for values, Dialog and Turn which answer it is. What a model answers to such examples is measured by 'godel
evaluate multiwoz'; docs/multiwoz.md shows the whole way.)";

struct PrepareMultiWozFlags {
  MultiWozFlags corpus;
  PreparedOutputFlags output;
  std::string responses = "delexicalised";
  bool acts = false;
  size_t max_context_turns = 0;
  std::string instruction;
  size_t dialogs = 0;
  uint64_t seed = 1;
};

// What stands for the dialog when dialogs are drawn.
Example DrawnAs(const multiwoz::WozDialog& dialog) {
  Example example;
  example.dialog = multiwoz::ExampleDialog(dialog.id);
  return example;
}

// Calls `use` with each dialog.
template <class Use>
Result<BadRows> ForEachDialog(const MultiWozFlags& corpus, InputProgress& progress, const Use& use) {
  multiwoz::DialogReader reader(corpus.files, corpus.max_bad_dialogs, progress.bytes());
  for (size_t read = 1;; ++read) {
    GODEL_TRY(const std::optional<multiwoz::WozDialog> dialog, reader.Next());
    if (!dialog) return reader.bad();
    progress.Show(read, "dialog");
    GODEL_TRY_STATUS(use(*dialog));
  }
}

// The names are read first, and the dialogs in a second pass.
Result<std::optional<DialogSample>> ChooseDialogs(const PrepareMultiWozFlags& flags,
                                                  const multiwoz::DialogChoice& choice, InputProgress& progress) {
  if (flags.dialogs == 0) return std::optional<DialogSample>();
  DialogSample sample(flags.dialogs, flags.seed);
  GODEL_TRY_STATUS(ForEachDialog(flags.corpus, progress, [&](const multiwoz::WozDialog& dialog) -> Status {
    if (choice.Wants(dialog.id)) sample.Add(DrawnAs(dialog));
    return {};
  }));
  if (sample.size() < flags.dialogs)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--dialogs: {} wanted, but there are only {}", flags.dialogs, sample.size()));
  return std::optional<DialogSample>(std::move(sample));
}

// Opened and parsed before anything is read.
struct Conversion {
  WozConversion how;
  multiwoz::DialogChoice choice;
};

Result<CorpusReading> ReadMultiWoz(const PrepareMultiWozFlags& flags, const Conversion& conversion,
                                   InputProgress& progress, ExampleWriter& writer) {
  GODEL_TRY(const std::optional<DialogSample> sample, ChooseDialogs(flags, conversion.choice, progress));
  CorpusReading reading;
  Tally& tally = reading.tally;
  const auto use = [&](const multiwoz::WozDialog& dialog) -> Status {
    if (!conversion.choice.Wants(dialog.id)) {
      tally.Count("dropped: not in the lists");
      return {};
    }
    if (sample && !sample->Contains(DrawnAs(dialog))) {
      tally.Count("dropped: not in the sample");
      return {};
    }
    tally.Count("dialogs");
    for (const Example& example : ConvertWozDialog(dialog, conversion.how)) {
      tally.Count("answers");
      if (example.knowledge.empty()) tally.Count("without a belief state");
      GODEL_TRY_STATUS(writer.Write(example));
    }
    return {};
  };
  GODEL_TRY(reading.bad_rows, ForEachDialog(flags.corpus, progress, use));
  if (reading.bad_rows.count() > 0) tally.Count("dropped: cannot be read", reading.bad_rows.count());
  return reading;
}

PreparationRecord RecordOf(const PrepareMultiWozFlags& flags) {
  PreparationRecord record{.made_by = "godel prepare multiwoz", .inputs = flags.corpus.files};
  record.parameters = {{"responses", flags.responses}, {"acts", flags.acts ? "true" : "false"}};
  if (!flags.corpus.database.empty()) record.parameters.emplace_back("database", flags.corpus.database);
  if (!flags.corpus.list.empty()) record.parameters.emplace_back("list", flags.corpus.list);
  for (const std::string& file : flags.corpus.except) record.parameters.emplace_back("except", file);
  if (flags.max_context_turns > 0)
    record.parameters.emplace_back("max-context-turns", std::to_string(flags.max_context_turns));
  if (!flags.instruction.empty()) record.parameters.emplace_back("instruction", flags.instruction);
  if (flags.dialogs > 0) {
    record.parameters.emplace_back("dialogs", std::to_string(flags.dialogs));
    record.parameters.emplace_back("seed", std::to_string(flags.seed));
  }
  record.tally = Tally{"dialogs", "answers", "without a belief state"};
  return record;
}

Status PrepareMultiWoz(const PrepareMultiWozFlags& flags) {
  Conversion conversion{
      .how = {.acts = flags.acts, .max_context_turns = flags.max_context_turns, .instruction = flags.instruction},
      .choice = {}};
  GODEL_TRY(conversion.how.responses, ParseWozResponses(flags.responses));
  GODEL_TRY(conversion.choice, ReadDialogChoice(flags.corpus));
  std::optional<multiwoz::Database> database;
  std::optional<multiwoz::VenueValues> venues;
  if (!flags.corpus.database.empty()) {
    GODEL_TRY(database, multiwoz::Database::Load(flags.corpus.database));
    venues.emplace(*database);
    conversion.how.database = &*database;
    conversion.how.venues = &*venues;
  }
  InputFiles input{.files = {flags.corpus.files.begin(), flags.corpus.files.end()}};
  if (flags.dialogs > 0) {
    GODEL_TRY_STATUS(CheckReadTwice(input.files, "to draw dialogs, files are read twice"));
    input.passes = 2;
  }
  return PrepareCorpus(flags.output, RecordOf(flags), input, [&](InputProgress& progress, ExampleWriter& writer) {
    return ReadMultiWoz(flags, conversion, progress, writer);
  });
}

}  // namespace

Command AddPrepareMultiWoz(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("multiwoz", "MultiWOZ 2.0 to 2.4 and HDSA's files");
  const auto flags = std::make_shared<PrepareMultiWozFlags>();
  app->add_option("files", flags->corpus.files, "JSON, plain, .gz, .zst or .zip")->type_name("FILES")->required();
  AddMultiWozFlags(*app, flags->corpus);
  AddPreparedOutputFlags(*app, flags->output);
  app->add_option("--responses", flags->responses, "delexicalised or original")
      ->type_name("KIND")
      ->capture_default_str();
  app->add_flag("--acts", flags->acts, "Put the system's dialog acts before each response");
  app->add_option("--max-context-turns", flags->max_context_turns, "Keep the last N turns of the context; 0: all")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--instruction", flags->instruction, "Of every example")->type_name("TEXT");
  app->add_option("--dialogs", flags->dialogs, "Take N whole dialogs; 0: all")->type_name("N")->capture_default_str();
  app->add_option("--seed", flags->seed, "Another seed takes other dialogs")->type_name("N")->capture_default_str();
  app->footer(kPrepareMultiWozExamples);
  return {.app = app, .run = [flags] { return ExitStatus(PrepareMultiWoz(*flags)); }};
}

}  // namespace godel::apps
