// SPDX-License-Identifier: MIT
// `godel prepare dstc7`.
#include <fmt/format.h>

#include <memory>

#include "command_line/exit_status.h"
#include "godel/prepare/grounded/dstc7.h"
#include "prepare/corpus.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kDstc7Examples = R"(Example:
  godel prepare dstc7 train.tsv.gz --output dstc7.jsonl.gz

Rows: hash,conversation,subreddit,domain <tab> score <tab> matched words <tab> fact <tab> context <tab> response
  The fact becomes Knowledge, without its tags. "START", in front of a submission's title, is no turn, and "TIL" at the
  title's beginning goes. --upstream-rules keeps the tags, and START too unless "START EOS TIL " begins the context.
'godel prepare select-facts' makes such rows' examples of conversations and their pages' facts.)";

}  // namespace

Command AddPrepareDstc7(CLI::App& prepare) {
  struct Dstc7Flags : CorpusFlags {
    double min_score = 0;
  };
  auto* const app = prepare.add_subcommand("dstc7", "DSTC7's Reddit conversations, each response with a fact");
  const auto flags = std::make_shared<Dstc7Flags>();
  AddCorpusFlags(*app, *flags);
  app->add_option("--min-score", flags->min_score, "Drop rows whose fact scored less")
      ->type_name("SCORE")
      ->capture_default_str();
  app->footer(kDstc7Examples);
  return {.app = app, .run = [flags] {
            const Dstc7Options options{.upstream_rules = flags->upstream_rules, .min_score = flags->min_score};
            PreparationRecord record = RecordOf("godel prepare dstc7", *flags);
            record.parameters.emplace_back("min_score", fmt::format("{}", flags->min_score));
            return ExitStatus(ConvertTextRows(
                *flags, [&](std::string_view row) { return ConvertDstc7Row(row, options); }, std::move(record)));
          }};
}

}  // namespace godel::apps
