// SPDX-License-Identifier: MIT
// `godel prepare coqa`: questions about stories as examples.
#include <fmt/format.h>

#include <memory>

#include "command_line/exit_status.h"
#include "godel/prepare/tasks/coqa.h"
#include "prepare/corpus.h"
#include "prepare/subcommands.h"
#include "prepare/tasks.h"

namespace godel::apps {
namespace {

constexpr const char* kCoqaExamples = R"(Examples:
  godel prepare coqa coqa-train-v1.0.json -o coqa_train.jsonl.gz
  godel prepare coqa coqa-train-v1.0.json --dialogs 50 --seed 1 -o few.jsonl
  godel prepare coqa --source seq2seq-dev-h2-src.txt --target seq2seq-dev-h2-tgt.txt -o coqa_valid.jsonl

An example a question: the rounds before it and itself, the story, the answer. The pair of text files is what the
corpus's baselines make of it: tokenised, in lower case, with two rounds; --upstream-rules leaves their marks (<Q1>, <A1>,
<Q>) in the context, as GODEL's script does, rather than cutting turns there.)";

struct CoqaFlags {
  std::vector<std::filesystem::path> files;
  std::filesystem::path source, target;
  bool upstream_rules = false;
  size_t rounds = 2;
  std::string answers = "first";
  bool drop_unknown = false;
  TaskFlags task;
};

Status RunJson(const CoqaFlags& flags) {
  if (flags.upstream_rules)
    return Fail(ErrorCode::kInvalidArgument,
                "--upstream-rules is for --source and --target, which GODEL's script reads");
  if (flags.answers != "first" && flags.answers != "all")
    return Fail(ErrorCode::kInvalidArgument, fmt::format("--answers: expected first or all, found {}", flags.answers));
  const CoqaOptions options{.rounds = flags.rounds,
                            .answers = flags.answers == "all" ? CoqaAnswers::kAll : CoqaAnswers::kFirst,
                            .keeps_unknown = !flags.drop_unknown};
  PreparationRecord record{.made_by = "godel prepare coqa",
                           .parameters = {{"rounds", fmt::to_string(flags.rounds)},
                                          {"answers", flags.answers},
                                          {"unknown", flags.drop_unknown ? "dropped" : "kept"}}};
  record.inputs = NamesOf(flags.files);
  return RunTask(flags.task, std::move(record), {.files = flags.files},
                 [&](const ByteSourceOptions& bytes, const GiveExample& give) {
                   return ReadCoqa(FilesOf(flags.files, flags.task, bytes), options, give);
                 });
}

Status RunText(const CoqaFlags& flags) {
  if (flags.source.empty() || flags.target.empty())
    return Fail(ErrorCode::kInvalidArgument, "--source and --target belong together: line n of one answers line n");
  CoqaTextFiles files{.source = flags.source,
                      .target = flags.target,
                      .max_bad_rows = flags.task.max_bad_rows,
                      .cuts_rounds = !flags.upstream_rules};
  const PreparationRecord record{.made_by = "godel prepare coqa",
                                 .parameters = {{"upstream_rules", flags.upstream_rules ? "yes" : "no"}},
                                 .inputs = {flags.source.string(), flags.target.string()}};
  return RunTask(flags.task, record, {.files = {flags.source, flags.target}},
                 [&](const ByteSourceOptions& bytes, const GiveExample& give) {
                   files.bytes = bytes;
                   return ReadCoqaText(files, give);
                 });
}

Status Run(const CoqaFlags& flags) {
  const bool text = !flags.source.empty() || !flags.target.empty();
  if (text == !flags.files.empty())
    return Fail(ErrorCode::kInvalidArgument, "expected either CoQA's JSON files, or --source and --target");
  return text ? RunText(flags) : RunJson(flags);
}

}  // namespace

Command AddPrepareCoqa(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("coqa", "CoQA: questions about a story, each in the light of the last");
  const auto flags = std::make_shared<CoqaFlags>();
  app->add_option("files", flags->files, "coqa-train-v1.0.json and its like, - for the standard input")
      ->type_name("FILES");
  app->add_option("--source", flags->source, "Lines \"story || <Q> question\"")->type_name("FILE");
  app->add_option("--target", flags->target, "Their answers, line for line")->type_name("FILE");
  app->add_flag("--upstream-rules", flags->upstream_rules, "Leave the marks of --source in the context");
  app->add_option("--rounds", flags->rounds, "Of JSON: so many questions and answers before the question")
      ->type_name("N")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  app->add_option("--answers", flags->answers, "Of JSON: first, or all that differ, an example each")
      ->type_name("WHICH")
      ->capture_default_str();
  app->add_flag("--drop-unknown", flags->drop_unknown, "Of JSON: leave questions out that the story does not answer");
  AddTaskFlags(*app, flags->task);
  app->footer(kCoqaExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Run(*flags)); }};
}

}  // namespace godel::apps
