// SPDX-License-Identifier: MIT
// `godel prepare grounded-submissions` and `godel prepare grounded-conversations`: Reddit dumps as conversations about
// pages.
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/input_progress.h"
#include "command_line/notices.h"
#include "command_line/output_file.h"
#include "godel/dataset/row_reader.h"
#include "godel/dataset/text_sink.h"
#include "godel/prepare/grounded/conversations.h"
#include "godel/prepare/grounded/submissions.h"
#include "prepare/fact_rows.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSubmissionExamples = R"(Example:
  godel prepare grounded-submissions RS_2011-01.zst --subreddits subreddits.txt --domains domains.txt \
      --output submissions.jsonl.gz

Keeps submissions that link to a place in a page, by the rules of DSTC7's task 2, and counts what each rule drops. The
lists hold a name a line. The next steps are grounded-conversations, crawl-facts or html-facts, and select-facts.)";

constexpr const char* kConversationExamples = R"(Example:
  godel prepare grounded-conversations RC_2011-01.zst RC_2011-02.zst --submissions submissions.jsonl.gz \
      --output conversations.tsv.gz

Rows: hash <tab> subreddit <tab> conversation <tab> score <tab> turn <tab> context <tab> response
  Contexts begin with START and the title. Comments wait in a temporary file (TMPDIR) until all are there, so those of
  the months after a submission belong to the same call.)";

struct SubmissionFlags {
  std::vector<fs::path> files;
  std::string subreddits, domains, output;
  bool any_url = false, overwrite = false;
  int64_t min_comments = 10;
  size_t max_bad_rows = 0;
};

struct ConversationFlags {
  std::vector<fs::path> files, submissions;
  std::string output;
  std::string tokens = "none";
  ConversationOptions options;
  bool overwrite = false;
  size_t max_bad_rows = 0;
};

// Rows of JSON to their end; errors of `take` that are the row's own (kBadData) are counted as bad rows.
template <class Take>
Status ForEachRow(const std::vector<fs::path>& files, size_t max_bad_rows, std::string_view noun, const Take& take) {
  RowReaderOptions options;
  options.max_bad_rows = max_bad_rows;
  InputProgress progress({.files = files});
  options.source.bytes = progress.bytes();
  GODEL_TRY(RowReader rows, RowReader::Open(files, options));
  for (size_t count = 1;; ++count) {
    GODEL_TRY(const std::optional<Json> row, rows.Next());
    if (!row) break;
    progress.Show(count, noun);
    Status taken = take(*row);
    if (!taken && taken.error().code == ErrorCode::kBadData) {
      GODEL_TRY_STATUS(rows.Reject(std::move(taken.error().message)));
    } else if (!taken) {
      return taken;
    }
  }
  progress.End();
  PrintSkippedRows(rows.bad_rows());
  return {};
}

Status FilterSubmissions(const SubmissionFlags& flags) {
  SubmissionRules rules{.min_comments = flags.min_comments, .anchored_only = !flags.any_url};
  if (!flags.subreddits.empty()) {
    GODEL_TRY(rules.subreddits, ReadNameList(flags.subreddits));
  }
  if (!flags.domains.empty()) {
    GODEL_TRY(rules.domains, ReadNameList(flags.domains));
  }
  GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  GODEL_TRY(const std::unique_ptr<TextSink> output, OpenTextSink(flags.output));
  Tally tally{"submissions"};
  size_t kept = 0;
  GODEL_TRY_STATUS(ForEachRow(flags.files, flags.max_bad_rows, "submission", [&](const Json& row) -> Status {
    GODEL_TRY(const std::string_view rule, WhyDropped(row, rules));
    tally.Count("submissions");
    if (!rule.empty()) {
      tally.Count(rule);
      return {};
    }
    GODEL_TRY(const LinkedSubmission submission, ParseSubmission(row));
    ++kept;
    return output->WriteLine(SubmissionRow(submission));
  }));
  PrintTally(tally);
  if (kept == 0)
    return Fail(ErrorCode::kBadData, fmt::format("no submission is left; {} was not written", flags.output));
  GODEL_TRY_STATUS(output->Commit());
  fmt::print(stderr, "{}: {}\n", flags.output, Count(kept, "submission"));
  return {};
}

Status BuildConversations(ConversationFlags flags) {
  GODEL_TRY(flags.options.normalise, ParseTokens(flags.tokens));
  GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  GODEL_TRY(const std::unique_ptr<ConversationBuilder> builder, ConversationBuilder::Make(flags.options));
  GODEL_TRY_STATUS(ForEachRow(flags.submissions, flags.max_bad_rows, "submission", [&](const Json& row) -> Status {
    GODEL_TRY(const LinkedSubmission submission, ParseSubmission(row));
    return builder->AddSubmission(submission);
  }));
  GODEL_TRY_STATUS(ForEachRow(flags.files, flags.max_bad_rows, "comment",
                              [&](const Json& row) { return builder->AddComment(row); }));
  GODEL_TRY(const std::unique_ptr<TextSink> output, OpenTextSink(flags.output));
  Tally tally;
  tally.Count("comments", builder->comments());
  size_t rows = 0;
  GODEL_TRY_STATUS(builder->Give(
      [&](std::string_view row) {
        ++rows;
        return output->WriteLine(row);
      },
      &tally));
  PrintTally(tally);
  GODEL_TRY_STATUS(output->Commit());
  fmt::print(stderr, "{}: {}\n", flags.output, Count(rows, "row"));
  return {};
}

}  // namespace

Command AddPrepareGroundedSubmissions(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("grounded-submissions", "Reddit submissions that link to a place in a page");
  const auto flags = std::make_shared<SubmissionFlags>();
  AddFilesFlag(*app, flags->files);
  app->add_option("-o,--output", flags->output, "JSON lines; .gz and .zst are compressed")
      ->type_name("FILE")
      ->required();
  app->add_flag("--overwrite", flags->overwrite, "Replace an output that exists");
  app->add_option("--subreddits", flags->subreddits, "Only these, a name a line")->type_name("FILE");
  app->add_option("--domains", flags->domains, "Only pages of these, a name a line, exactly")->type_name("FILE");
  app->add_option("--min-comments", flags->min_comments, "Drop submissions with fewer")
      ->type_name("N")
      ->capture_default_str();
  app->add_flag("--any-url", flags->any_url, "Also URLs that do not point into their page (#...)");
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->footer(kSubmissionExamples);
  return {.app = app, .run = [flags] { return ExitStatus(FilterSubmissions(*flags)); }};
}

Command AddPrepareGroundedConversations(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("grounded-conversations", "The conversations below such submissions");
  const auto flags = std::make_shared<ConversationFlags>();
  AddFilesFlag(*app, flags->files);
  app->add_option("--submissions", flags->submissions, "What grounded-submissions wrote")
      ->type_name("FILE")
      ->required()
      ->expected(1)
      ->take_all();
  app->add_option("-o,--output", flags->output, "Text with tabs; .gz and .zst are compressed")
      ->type_name("FILE")
      ->required();
  app->add_flag("--overwrite", flags->overwrite, "Replace an output that exists");
  app->add_option("--max-depth", flags->options.max_depth, "Comments before a response")
      ->type_name("N")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  app->add_option("--max-context-words", flags->options.max_context_words, "Older words go, behind \"...\"")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--min-score", flags->options.min_score, "Drop responses with less")
      ->type_name("N")
      ->capture_default_str();
  AddTokensFlag(*app, flags->tokens);
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->footer(kConversationExamples);
  return {.app = app, .run = [flags] { return ExitStatus(BuildConversations(*flags)); }};
}

}  // namespace godel::apps
