// SPDX-License-Identifier: MIT
// `godel evaluate multiwoz`: Inform, Success, BLEU and Combined of predicted replies.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "command_line/exit_status.h"
#include "command_line/multiwoz_flags.h"
#include "command_line/notices.h"
#include "command_line/output_file.h"
#include "evaluate/multiwoz_report.h"
#include "evaluate/subcommands.h"
#include "godel/dataset/multiwoz/active_domains.h"
#include "godel/dataset/multiwoz/goals.h"
#include "godel/dataset/multiwoz/lexicalize.h"
#include "godel/dataset/text_sink.h"
#include "godel/evaluate/multiwoz/run_predictions.h"
#include "godel/evaluate/multiwoz/woz_evaluation.h"
#include "godel/evaluate/runs/saved_run.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;
using multiwoz::Predictions;
using multiwoz::WozDialog;

constexpr const char* kEvaluateMultiWozExamples = R"(Examples:
  godel evaluate multiwoz runs/my --dialogs test.json.zip --database db      # of 'godel evaluate --output runs/my'
  godel evaluate multiwoz my.json --dialogs test.json.zip --database db
  godel evaluate multiwoz my.json --dialogs data.json --list testListFile.txt --database db --json --per-dialog d.jsonl
  godel evaluate multiwoz my.json --dialogs test/dialogues_*.json --goals data.json --database db  # of MultiWOZ 2.2
  godel evaluate multiwoz --corpus --dialogs test.json.zip --database db     # what the corpus' own answers score

Predictions are a run of 'godel evaluate' over examples of 'godel prepare multiwoz' (its folder or predictions.jsonl), or
{"mul0003": [{"response": "...", "state": {..}, "active_domains": [..]}, ..], ..}, a turn for each answer of the
system; state and active_domains may be absent. The dialogs must have goals, as those of MultiWOZ 2.1, or take them
from those by --goals, as 2.2's must.
Where the placeholders name domains ("[hotel_name]") these are the active ones; otherwise those whose state changed.
docs/multiwoz.md says what the figures mean and how they compare.)";

struct EvaluateMultiWozFlags {
  MultiWozFlags corpus;
  std::vector<std::string> goals;
  std::string predictions;
  bool of_corpus = false;
  std::string booked;
  std::string active_domains = "auto";
  bool corpus_states = false;
  bool allow_missing = false;
  bool json = false;
  std::string per_dialog;
  std::string lexicalised;
  bool overwrite = false;
};

Status CheckFlags(const EvaluateMultiWozFlags& flags) {
  if (flags.predictions.empty() != flags.of_corpus)
    return Fail(ErrorCode::kInvalidArgument,
                "a file of predictions is needed, or --corpus for the corpus' own answers; one of the two");
  if (flags.corpus.database.empty())
    return Fail(ErrorCode::kInvalidArgument, "--database is required: the folder with MultiWOZ's *_db.json files");
  for (const std::string& path : {flags.per_dialog, flags.lexicalised}) {
    if (!path.empty()) GODEL_TRY_STATUS(CheckNewFile(path, flags.overwrite));
  }
  return {};
}

Status WritePerDialog(const std::string& path, const multiwoz::WozEvaluation& evaluation) {
  GODEL_TRY(const std::unique_ptr<TextSink> sink, OpenTextSink(path));
  for (const multiwoz::DialogResult& result : evaluation.results)
    GODEL_TRY_STATUS(sink->WriteLine(Dump(ToJson(result))));
  return sink->Commit();
}

// What the user would have read. References come from the corpus, as nothing else can book.
Status WriteLexicalised(const std::string& path, const Predictions& predictions, const std::vector<WozDialog>& dialogs,
                        const multiwoz::Database& database) {
  GODEL_TRY(const std::unique_ptr<TextSink> sink, OpenTextSink(path));
  for (const WozDialog& dialog : dialogs) {
    const auto turns = predictions.find(dialog.id);
    if (turns == predictions.end() || turns->second.size() != dialog.exchanges.size()) continue;
    std::string domain;
    for (size_t i = 0; i < turns->second.size(); ++i) {
      const multiwoz::PredictedTurn& turn = turns->second[i];
      const auto named = turn.active_domains ? *turn.active_domains : multiwoz::DomainsOfPlaceholders(turn.response);
      if (!named.empty()) domain = named.front();
      const multiwoz::LexicalContext context{.state = turn.state ? *turn.state : dialog.exchanges[i].state,
                                             .domain = domain,
                                             .references = dialog.exchanges[i].references};
      const multiwoz::Lexicalised filled = multiwoz::Lexicalize(turn.response, context, database);
      GODEL_TRY_STATUS(sink->WriteLine(Dump(OutputJson{{"dialog", dialog.id},
                                                       {"turn", i + 1},
                                                       {"response", turn.response},
                                                       {"text", filled.text},
                                                       {"unfilled", filled.unfilled}})));
    }
  }
  return sink->Commit();
}

// A run's folder, its predictions.jsonl by whatever name, or the standardised evaluation's JSON.
Result<Predictions> ReadReplies(const std::string& path) {
  std::error_code failed;
  const bool is_folder = fs::is_directory(path, failed);
  if (!is_folder && !multiwoz::HoldsRun(path)) return multiwoz::ReadPredictions(path);
  std::vector<Prediction> run;
  if (is_folder) {
    GODEL_TRY(SavedRun saved, ReadRun(path));
    run = std::move(saved.predictions);
  } else {
    GODEL_TRY(run, ReadPredictionLines(path));
  }
  auto predictions = multiwoz::PredictionsOfRun(run);
  if (!predictions) return Within(path, std::move(predictions.error()));
  return predictions;
}

Status EvaluateMultiWoz(const EvaluateMultiWozFlags& flags) {
  GODEL_TRY_STATUS(CheckFlags(flags));
  multiwoz::WozEvaluationOptions options{.predicted_states = !flags.corpus_states};
  GODEL_TRY(options.domains, multiwoz::ParseDomainSource(flags.active_domains));
  GODEL_TRY(const multiwoz::DialogChoice choice, ReadDialogChoice(flags.corpus));
  GODEL_TRY(const multiwoz::Database database, multiwoz::Database::Load(flags.corpus.database));
  GODEL_TRY(multiwoz::ChosenDialogs chosen,
            multiwoz::ReadDialogs(flags.corpus.files, choice, flags.corpus.max_bad_dialogs));
  PrintSkippedRows(chosen.bad, "dialog");
  if (!flags.goals.empty()) {
    GODEL_TRY(const BadRows bad, multiwoz::TakeGoals(flags.goals, flags.corpus.max_bad_dialogs, chosen.dialogs));
    PrintSkippedRows(bad, "dialog");
  }
  Predictions predictions;
  if (flags.of_corpus) {
    predictions = multiwoz::PredictionsOfCorpus(chosen.dialogs, database);
  } else {
    GODEL_TRY(predictions, ReadReplies(flags.predictions));
  }
  const multiwoz::Coverage coverage = multiwoz::CompareTurns(predictions, chosen.dialogs);
  if (!coverage.complete()) {
    if (!flags.allow_missing)
      return Fail(ErrorCode::kBadData,
                  ToString(coverage) + "; --list names the dialogs that are meant, --allow-missing leaves these out");
    fmt::print(stderr, "left out: {}\n", ToString(coverage));
  }
  multiwoz::BookedDomains booked;
  if (!flags.booked.empty()) {
    GODEL_TRY(booked, multiwoz::ReadBookedDomains(flags.booked));
    options.booked = &booked;
  }
  GODEL_TRY(const multiwoz::WozEvaluation evaluation,
            multiwoz::EvaluatePredictions(predictions, chosen.dialogs, database, options));
  if (!flags.per_dialog.empty()) GODEL_TRY_STATUS(WritePerDialog(flags.per_dialog, evaluation));
  if (!flags.lexicalised.empty())
    GODEL_TRY_STATUS(WriteLexicalised(flags.lexicalised, predictions, chosen.dialogs, database));
  fmt::print("{}", flags.json ? Dump(ToJson(evaluation, coverage)) + "\n" : MultiWozTable(evaluation));
  return {};
}

}  // namespace

Command AddEvaluateMultiWoz(CLI::App& evaluate) {
  auto* const app = evaluate.add_subcommand("multiwoz", "Inform, Success, BLEU and Combined of MultiWOZ replies");
  const auto flags = std::make_shared<EvaluateMultiWozFlags>();
  app->add_option("predictions", flags->predictions,
                  "A run's folder or predictions.jsonl, or JSON, plain or compressed")
      ->type_name("RUN|FILE");
  app->add_option("--dialogs", flags->corpus.files, "MultiWOZ dialogs: JSON, plain, .gz, .zst or .zip")
      ->type_name("FILE")
      ->required();
  app->add_option("--goals", flags->goals, "Dialogs of another version, for goals and bookings that --dialogs lacks")
      ->type_name("FILE");
  AddMultiWozFlags(*app, flags->corpus);
  app->add_flag("--corpus", flags->of_corpus, "Measure the corpus' own answers instead of predictions");
  app->add_option("--booked", flags->booked, "Booked domains of each turn, instead of the dialogs' own bookings")
      ->type_name("FILE");
  app->add_option("--active-domains", flags->active_domains, "auto, given, placeholders or changes")
      ->type_name("SOURCE")
      ->capture_default_str();
  app->add_flag("--corpus-states", flags->corpus_states, "Use the corpus' belief states, not the predicted ones");
  app->add_flag("--allow-missing", flags->allow_missing, "Leave out what has no counterpart, instead of an error");
  app->add_flag("--json", flags->json, "Print one line of JSON");
  app->add_option("--per-dialog", flags->per_dialog, "JSON lines: each dialog with what failed")->type_name("FILE");
  app->add_option("--lexicalised", flags->lexicalised, "JSON lines: each reply with its placeholders filled in")
      ->type_name("FILE");
  app->add_flag("--overwrite", flags->overwrite, "Replace outputs that exist");
  app->footer(kEvaluateMultiWozExamples);
  return {.app = app, .run = [flags] { return ExitStatus(EvaluateMultiWoz(*flags)); }};
}

}  // namespace godel::apps
