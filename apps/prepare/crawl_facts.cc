// SPDX-License-Identifier: MIT
// `godel prepare crawl-facts`: pages out of Common Crawl, as facts.
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/input_progress.h"
#include "command_line/notices.h"
#include "godel/dataset/row_reader.h"
#include "godel/prepare/grounded/common_crawl.h"
#include "prepare/fact_rows.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCrawlExamples = R"(Example:
  godel prepare crawl-facts submissions.jsonl.gz --output facts.tsv.gz

Asks Common Crawl's index for each submission's page, from the crawl of its week on, forward in time and then backward,
and fetches that page's record alone. Rows are those of 'godel prepare html-facts'. The index is asked at most once
every --pause-ms, as its owners ask for.)";

struct CrawlFactsFlags {
  std::vector<fs::path> files;
  CrawlOptions crawl;
  size_t retry_ms = 3000;
  size_t pause_ms = 1000;
  FactRowFlags rows;
  size_t max_bad_rows = 0;
};

Status CrawlFacts(CrawlFactsFlags flags) {
  flags.crawl.web.pause = std::chrono::milliseconds(flags.retry_ms);
  flags.crawl.pause = std::chrono::milliseconds(flags.pause_ms);
  GODEL_TRY(CrawlClient client, CrawlClient::Make(flags.crawl));
  RowReaderOptions options;
  options.max_bad_rows = flags.max_bad_rows;
  InputProgress progress({.files = flags.files});
  options.source.bytes = progress.bytes();
  GODEL_TRY(RowReader rows, RowReader::Open(flags.files, options));
  GODEL_TRY(FactRowWriter writer, FactRowWriter::Open(flags.rows));
  for (size_t submissions = 1;; ++submissions) {
    GODEL_TRY(const std::optional<Json> row, rows.Next());
    if (!row) break;
    Result<LinkedSubmission> submission = ParseSubmission(*row);
    if (!submission) {
      GODEL_TRY_STATUS(rows.Reject(std::move(submission.error().message)));
      continue;
    }
    writer.tally().Count("submissions");
    const auto found = client.Find(submission->url, submission->created_utc, &writer.tally());
    if (found) {
      GODEL_TRY_STATUS(writer.Write(*submission, found->page.body, found->page.content_type));
    } else {
      writer.tally().Count("dropped: in no crawl");
    }
    progress.Show(submissions, "submission");
  }
  progress.End();
  PrintSkippedRows(rows.bad_rows());
  return writer.Finish();
}

}  // namespace

Command AddPrepareCrawlFacts(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("crawl-facts", "The facts of pages that Common Crawl has");
  const auto flags = std::make_shared<CrawlFactsFlags>();
  AddFilesFlag(*app, flags->files);
  app->add_option("--index-url", flags->crawl.index_url, "Where the index is asked")
      ->type_name("URL")
      ->capture_default_str();
  app->add_option("--data-url", flags->crawl.data_url, "Where the records are")
      ->type_name("URL")
      ->capture_default_str();
  app->add_option("--crawl", flags->crawl.crawls,
                  "Only these, e.g. 2016-07 (default: the 46 of DSTC7, 2013-20 to 2018-22)")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  app->add_option("--retries", flags->crawl.web.retries, "After 500, 502, 503, 504 or a broken connection")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--retry-ms", flags->retry_ms, "Before each retry")->type_name("N")->capture_default_str();
  app->add_option("--pause-ms", flags->pause_ms, "Between two questions to the index")
      ->type_name("N")
      ->capture_default_str();
  AddFactRowFlags(*app, flags->rows);
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->footer(kCrawlExamples);
  return {.app = app, .run = [flags] { return ExitStatus(CrawlFacts(*flags)); }};
}

}  // namespace godel::apps
