// SPDX-License-Identifier: MIT
// `godel prepare reddit-tsv`: DialoGPT's weighted rows as examples.
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "godel/dataset/line_source.h"
#include "godel/prepare/reddit/weighted_session.h"
#include "prepare/corpus.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kRedditTsvExamples = R"(Example:
  godel prepare reddit-tsv train.tsv -o reddit.jsonl.gz

Rows are turns joined by " EOS ", a tab, and the reply; each turn may have a weight of 1.0 or 0.0 in front. Turns from the
first with weight 0.0 on are left out. --upstream-rules makes what GODEL's create_reddit.py makes, with its faults: sessions
with a 0.0 in their turns are left out whole, numbers at the front of turns are lost, turns are cut at every "EOS" inside
words, and contexts end with a space.)";

struct RedditTsvFlags {
  PreparedOutputFlags output;
  std::vector<std::string> inputs;
  SessionRules rules = SessionRules::kFixed;
  size_t max_bad_rows = 0;
};

Status WriteSession(std::string_view row, SessionRules rules, const std::string& dialog, Tally& tally,
                    ExampleWriter& writer) {
  GODEL_TRY(const std::vector<WeightedTurn> turns, ParseWeightedRow(row, rules));
  const std::vector<std::string> session = SessionTurns(turns, rules);
  if (session.empty()) {
    tally.Count("dropped: offensive");
    return {};
  }
  tally.Count("sessions");
  size_t examples = 0;
  if (rules == SessionRules::kUpstream) {
    for (const std::string& example : UnrollUpstream(session)) {
      GODEL_TRY_STATUS(writer.WriteRow(example));
      ++examples;
    }
  } else {
    for (const Example& example : UnrollSession(session, dialog)) {
      GODEL_TRY_STATUS(writer.Write(example));
      ++examples;
    }
  }
  if (examples == 0) tally.Count("sessions without a reply");
  return {};
}

Result<CorpusReading> ReadSessions(const RedditTsvFlags& flags, InputProgress& progress, ExampleWriter& writer) {
  CorpusReading reading{.tally = {"rows", "dropped: offensive", "sessions", "sessions without a reply", "bad rows"},
                        .bad_rows = BadRows({.max_rows = flags.max_bad_rows})};
  Tally& tally = reading.tally;
  for (const std::string& file : flags.inputs) {
    GODEL_TRY(LineSource lines, LineSource::Open(file, {.bytes = progress.bytes()}));
    while (true) {
      GODEL_TRY(const std::optional<SourceLine> line, lines.Next());
      if (!line) break;
      tally.Count("rows");
      progress.Show(tally.Of("rows"), "row");
      const std::string dialog = fmt::format("reddit-{}", tally.Of("rows"));
      const Status status = line->too_long ? Fail(ErrorCode::kBadData, "the line is too long")
                                           : WriteSession(line->text, flags.rules, dialog, tally, writer);
      if (status) continue;
      if (status.error().code != ErrorCode::kBadData) return tl::unexpected<Error>(status.error());
      tally.Count("bad rows");
      GODEL_TRY_STATUS(reading.bad_rows.Add({.file = file, .line = line->number, .why = status.error().message}));
    }
  }
  return reading;
}

Status Prepare(const RedditTsvFlags& flags) {
  PreparationRecord record{.made_by = "godel prepare reddit-tsv",
                           .parameters = {{"upstream-rules", flags.rules == SessionRules::kUpstream ? "yes" : "no"}},
                           .inputs = flags.inputs};
  return PrepareCorpus(
      flags.output, std::move(record), {.files = {flags.inputs.begin(), flags.inputs.end()}},
      [&](InputProgress& progress, ExampleWriter& writer) { return ReadSessions(flags, progress, writer); });
}

}  // namespace

Command AddPrepareRedditTsv(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("reddit-tsv", "DialoGPT's weighted rows as examples");
  const auto flags = std::make_shared<RedditTsvFlags>();
  app->add_option("FILES", flags->inputs, "Rows; plain, .gz or .zst, or - for the standard input")
      ->type_name("")
      ->required();
  AddPreparedOutputFlags(*app, flags->output);
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->add_flag_callback(
      "--upstream-rules", [flags] { flags->rules = SessionRules::kUpstream; }, "As create_reddit.py, faults included");
  app->footer(kRedditTsvExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Prepare(*flags)); }};
}

}  // namespace godel::apps
