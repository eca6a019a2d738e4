// SPDX-License-Identifier: MIT
// `godel prepare unifiedqa`.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "command_line/exit_status.h"
#include "godel/prepare/grounded/unifiedqa.h"
#include "prepare/corpus.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kUnifiedQaExamples = R"(Examples:
  godel prepare unifiedqa unifiedqa/ --output unifiedqa.jsonl.gz
  godel prepare unifiedqa narrativeqa/train.tsv race_string/train.tsv --output qa.jsonl.gz

Rows: question \n passage <tab> answer, with the backslash and the n spelled out.
  Of a folder all train*.tsv are read; --split test takes test*.tsv too. Choices, "(a) ... (b) ...", follow the question;
  what is behind them is the passage. --upstream-rules keeps only rows of two parts, so those with choices and a passage
  are lost, and choices without a passage are taken for one.)";

struct UnifiedQaFlags : CorpusFlags {
  std::vector<std::string> splits = {"train"};
};

Status PrepareUnifiedQa(const UnifiedQaFlags& given) {
  UnifiedQaFlags flags = given;
  GODEL_TRY(flags.files, ListUnifiedQaFiles(given.files, given.splits));
  PreparationRecord record = RecordOf("godel prepare unifiedqa", flags);
  record.parameters.emplace_back("split", fmt::format("{}", fmt::join(flags.splits, ", ")));
  const UnifiedQaOptions options{.upstream_rules = flags.upstream_rules};
  return ConvertTextRows(
      flags, [&](std::string_view row) { return ConvertUnifiedQaRow(row, options); }, std::move(record));
}

}  // namespace

Command AddPrepareUnifiedQa(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("unifiedqa", "UnifiedQA's questions with passages");
  const auto flags = std::make_shared<UnifiedQaFlags>();
  AddCorpusFlags(*app, *flags);
  app->add_option("--split", flags->splits, "In folders, files whose name begins so")
      ->type_name("NAME")
      ->expected(1)
      ->take_all()
      ->capture_default_str();
  app->footer(kUnifiedQaExamples);
  return {.app = app, .run = [flags] { return ExitStatus(PrepareUnifiedQa(*flags)); }};
}

}  // namespace godel::apps
