// SPDX-License-Identifier: MIT
#include "prepare/fact_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "command_line/notices.h"
#include "command_line/output_file.h"
#include "godel/prepare/grounded/charset.h"
#include "godel/prepare/grounded/page_facts.h"
#include "godel/prepare/tweet_tokenizer.h"
#include "prepare/prepared_output.h"

namespace godel::apps {

void AddTokensFlag(CLI::App& app, std::string& tokens) {
  app.add_option("--tokens", tokens, "none (text as it is), tweet (words and signs apart) or tweet-lower (as DSTC7)")
      ->type_name("NAME")
      ->capture_default_str();
}

Result<NormaliseText> ParseTokens(std::string_view name) {
  if (name == "none") return NormaliseText(CollapseSpace);
  if (name != "tweet" && name != "tweet-lower")
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--tokens: expected none, tweet or tweet-lower, found {}", name));
  const auto tokenizer = std::make_shared<TweetTokenizer>(name == "tweet" ? LetterCase::kKeep : LetterCase::kLower);
  return NormaliseText(
      [tokenizer](std::string_view text) { return fmt::format("{}", fmt::join(tokenizer->Tokenize(text), " ")); });
}

void AddFactRowFlags(CLI::App& app, FactRowFlags& flags) {
  app.add_option("-o,--output", flags.output, "Text with tabs; .gz and .zst are compressed")
      ->type_name("FILE")
      ->required();
  app.add_flag("--overwrite", flags.overwrite, "Replace an output that exists");
  AddTokensFlag(app, flags.tokens);
  app.add_flag("--source-lines", flags.source_lines,
               "Facts end behind </p> and where lines of the source end, as DSTC7's script does, not where blocks do");
  app.add_option("--max-page-bytes", flags.limits.max_bytes, "Longer pages are left out")
      ->type_name("N")
      ->capture_default_str();
}

Result<FactRowWriter> FactRowWriter::Open(const FactRowFlags& flags) {
  GODEL_TRY(NormaliseText normalise, ParseTokens(flags.tokens));
  GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  GODEL_TRY(std::unique_ptr<TextSink> sink, OpenTextSink(flags.output));
  return FactRowWriter(flags, std::move(normalise), std::move(sink));
}

Status FactRowWriter::Write(const LinkedSubmission& submission, std::string_view page, std::string_view content_type) {
  tally_.Count("pages");
  if (page.size() > flags_.limits.max_bytes) {
    tally_.Count("dropped: page too long");
    return {};
  }
  const HtmlFactOptions options{.anchor = AnchorOf(submission.url),
                                .lines = flags_.source_lines ? FactLines::kSource : FactLines::kBlocks,
                                .limits = flags_.limits};
  const auto facts = HtmlFacts(PageToUtf8(page, content_type), options);
  if (!facts) {
    tally_.Count("dropped: page of too many elements");
    return {};
  }
  if (facts->empty()) tally_.Count("pages without a fact");
  const FactSource source{
      .subreddit = submission.subreddit, .conversation = submission.id, .domain = submission.domain};
  for (const std::string& fact : *facts) {
    if (fact.size() > kMaxFactBytes) {
      tally_.Count("dropped: fact too long");
      continue;
    }
    tally_.Count("facts");
    GODEL_TRY_STATUS(sink_->WriteLine(FactRow(source, normalise_(fact))));
  }
  return {};
}

Status FactRowWriter::Finish() {
  PrintTally(tally_);
  if (tally_.Of("facts") == 0)
    return Fail(ErrorCode::kBadData, fmt::format("no fact was found; {} was not written", flags_.output));
  GODEL_TRY_STATUS(sink_->Commit());
  fmt::print(stderr, "{}: {}\n", flags_.output, Count(tally_.Of("facts"), "fact"));
  return {};
}

}  // namespace godel::apps
