// SPDX-License-Identifier: MIT
// `godel prepare html-facts`: pages that are here, as facts.
#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>

#include "command_line/exit_status.h"
#include "command_line/input_progress.h"
#include "godel/base/mapped_file.h"
#include "godel/dataset/row_reader.h"
#include "godel/prepare/grounded/http_message.h"
#include "godel/prepare/grounded/warc_reader.h"
#include "prepare/fact_rows.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHtmlExamples = R"(Examples:
  godel prepare html-facts page.html --url https://en.wikipedia.org/wiki/Priapus#Myth --output -
  godel prepare html-facts crawl.warc.gz --submissions submissions.jsonl.gz --output facts.tsv.gz

Rows: hash <tab> subreddit <tab> conversation <tab> domain <tab> fact
  A fact is a paragraph, heading, list item or the like, with <p>, <h2> and their like left in the text; what the URL's
  #anchor points to stands between <anchor> and </anchor>. With --submissions the files are web archives, and pages are
  found by their URL; otherwise each file is a page.)";

struct HtmlFactsFlags {
  std::vector<fs::path> files;
  std::vector<fs::path> submissions;
  std::string url = "", subreddit = "-", conversation = "-";
  FactRowFlags rows;
};

std::string DomainOf(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#:"));
  return url.empty() ? "-" : std::string(url);
}

std::string WithoutAnchor(const std::string& url) {
  return url.substr(0, url.find('#'));
}

using SubmissionsByUrl = std::multimap<std::string, LinkedSubmission>;

Result<SubmissionsByUrl> ReadSubmissions(const std::vector<fs::path>& files) {
  GODEL_TRY(RowReader rows, RowReader::Open(files));
  SubmissionsByUrl submissions;
  while (true) {
    GODEL_TRY(const std::optional<Json> row, rows.Next());
    if (!row) return submissions;
    Result<LinkedSubmission> submission = ParseSubmission(*row);
    if (!submission) {
      GODEL_TRY_STATUS(rows.Reject(std::move(submission.error().message)));
      continue;
    }
    std::string url = WithoutAnchor(submission->url);
    submissions.emplace(std::move(url), std::move(*submission));
  }
}

Status ReadArchive(const fs::path& file, const SubmissionsByUrl& submissions, size_t max_page_bytes,
                   FactRowWriter* writer, InputProgress* progress) {
  GODEL_TRY(std::unique_ptr<ByteSource> source, OpenByteSource(file.string(), progress->bytes()));
  WarcReader reader(std::move(source));
  for (size_t records = 1;; ++records) {
    auto record = reader.Next();
    if (!record) return Within(file.string(), record.error());
    if (!*record) break;
    progress->Show(records, "record");
    if ((*record)->type != "response") continue;
    const auto [first, last] = submissions.equal_range(WithoutAnchor((*record)->target_uri));
    if (first == last) continue;
    // One byte more than is read, so that a longer page is counted as such.
    const std::optional<HttpMessage> message = ParseHttpMessage((*record)->block, max_page_bytes + 1);
    if (!message || message->status != 200) {
      writer->tally().Count("responses that are no page");
      continue;
    }
    for (auto at = first; at != last; ++at)
      GODEL_TRY_STATUS(writer->Write(at->second, message->body, message->content_type));
  }
  writer->tally().Count("records", reader.counts().records);
  writer->tally().Count("records too long", reader.counts().too_long);
  writer->tally().Count("records of a wrong length", reader.counts().wrong_lengths);
  return {};
}

Status MakeHtmlFacts(const HtmlFactsFlags& flags) {
  GODEL_TRY(FactRowWriter writer, FactRowWriter::Open(flags.rows));
  if (!flags.submissions.empty()) {
    GODEL_TRY(const SubmissionsByUrl submissions, ReadSubmissions(flags.submissions));
    InputProgress progress({.files = flags.files});
    for (const fs::path& file : flags.files)
      GODEL_TRY_STATUS(ReadArchive(file, submissions, flags.rows.limits.max_bytes, &writer, &progress));
    progress.End();
    return writer.Finish();
  }
  for (const fs::path& file : flags.files) {
    GODEL_TRY(const std::string page, ReadTextFile(file, flags.rows.limits.max_bytes));
    const LinkedSubmission submission{.id = flags.conversation,
                                      .subreddit = flags.subreddit,
                                      .domain = DomainOf(flags.url),
                                      .url = flags.url,
                                      .title = "",
                                      .created_utc = 0};
    GODEL_TRY_STATUS(writer.Write(submission, page, ""));
  }
  return writer.Finish();
}

}  // namespace

Command AddPrepareHtmlFacts(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("html-facts", "The facts of pages, from HTML files or web archives");
  const auto flags = std::make_shared<HtmlFactsFlags>();
  app->add_option("files", flags->files, "HTML, or with --submissions WARC files")->type_name("FILES")->required();
  app->add_option("--submissions", flags->submissions, "What grounded-submissions wrote")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  app->add_option("--url", flags->url, "Of an HTML file: for its domain and the anchor")->type_name("URL");
  app->add_option("--subreddit", flags->subreddit, "Of an HTML file")->type_name("NAME")->capture_default_str();
  app->add_option("--conversation", flags->conversation, "Of an HTML file")->type_name("ID")->capture_default_str();
  AddFactRowFlags(*app, flags->rows);
  app->footer(kHtmlExamples);
  return {.app = app, .run = [flags] { return ExitStatus(MakeHtmlFacts(*flags)); }};
}

}  // namespace godel::apps
