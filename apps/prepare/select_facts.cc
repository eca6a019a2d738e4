// SPDX-License-Identifier: MIT
// `godel prepare select-facts`: to each response the fact that it may have drawn on.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/input_progress.h"
#include "command_line/notices.h"
#include "command_line/output_file.h"
#include "godel/dataset/example_json.h"
#include "godel/dataset/text_sink.h"
#include "godel/prepare/grounded/dstc7.h"
#include "godel/prepare/grounded/fact_selection.h"
#include "godel/prepare/grounded/page_facts.h"
#include "godel/prepare/grounded/text_rows.h"
#include "prepare/corpus.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSelectExamples = R"(Examples:
  godel prepare select-facts conversations.tsv.gz --facts facts.tsv.gz --output grounded.jsonl.gz
  godel prepare select-facts candidates.jsonl --min-score 5 --choices choices.jsonl --output grounded.jsonl

With --facts the inputs are conversations (7 columns, 'godel prepare grounded-conversations') and the facts of the pages
that they are about (5 columns, 'godel prepare html-facts'). Otherwise they are JSON lines of Context, Response and Facts,
an array of texts. How rare a word is, is counted in all facts first, so files are read twice.
Each response gets the fact with the highest score; those without a fact above --min-score are dropped.
docs/prepare-grounded.md says how the score is made and how often it is right.)";

struct SelectFlags {
  std::vector<fs::path> files;
  std::vector<fs::path> facts;
  PreparedOutputFlags output;
  std::string choices;
  std::string column = "Facts";
  std::string scoring = "bm25";
  FactSelectionOptions selection;
  bool no_idf = false;
  bool keep_unmatched = false;
  size_t max_bad_rows = 0;
};

struct Candidates {
  Example example;  // without knowledge
  std::vector<std::string> facts;
};

Result<Candidates> ParseCandidates(const Json& row, const std::string& column) {
  Candidates candidates;
  GODEL_TRY(candidates.example, ParseExample(row));
  const auto facts = row.find(column);
  if (facts == row.end() || !facts->is_array())
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected an array of texts", column));
  for (const Json& fact : *facts) {
    if (!fact.is_string())
      return Fail(ErrorCode::kBadData, fmt::format("{}: expected a text, found {}", column, Excerpt(fact)));
    candidates.facts.push_back(fact.get<std::string>());
  }
  return candidates;
}

Result<std::unique_ptr<PageFacts>> LoadFacts(const SelectFlags& flags, DocumentFrequencies* frequencies) {
  InputProgress progress({.files = flags.facts});
  size_t facts = 0;
  const PageFactsOptions options{.max_bad_rows = flags.max_bad_rows, .bytes = progress.bytes(), .on_fact = [&] {
                                   progress.Show(++facts, "fact");
                                 }};
  GODEL_TRY(std::unique_ptr<PageFacts> pages, PageFacts::Load(flags.facts, options, frequencies));
  progress.End();
  PrintSkippedRows(pages->bad_rows());
  return pages;
}

// Chooses, and writes what was chosen.
class Selection {
 public:
  Selection(const SelectFlags& flags, const DocumentFrequencies& frequencies, ExampleWriter writer,
            std::unique_ptr<TextSink> choices)
      : flags_(flags),
        selector_(frequencies, flags.selection),
        writer_(std::move(writer)),
        choices_(std::move(choices)) {}

  Status Take(Example example, const std::vector<std::string>& facts) {
    tally_.Count("responses");
    ++row_;
    std::optional<ChosenFact> chosen;
    if (facts.empty()) {
      tally_.Count("without a fact to choose");
    } else {
      selector_.SetCandidates(facts);
      chosen = selector_.Select(example.context, example.response);
    }
    if (choices_ != nullptr) GODEL_TRY_STATUS(WriteChoice(chosen));
    if (chosen) {
      tally_.Count("with a fact");
      example.knowledge = WithoutTags(facts[chosen->index]);
    } else if (!flags_.keep_unmatched) {
      tally_.Count("dropped: no fact with that score");
      return {};
    }
    if (example.context.empty()) {
      tally_.Count("dropped: no context");
      return {};
    }
    return writer_.Write(example);
  }

  Status Finish(PreparationRecord record) {
    record.tally += tally_;
    if (choices_ != nullptr) GODEL_TRY_STATUS(choices_->Commit());
    return FinishPreparation(flags_.output, record, std::move(writer_));
  }

 private:
  Status WriteChoice(const std::optional<ChosenFact>& chosen) {
    nlohmann::ordered_json line = {{"row", row_}, {"fact", nullptr}, {"score", nullptr}};
    if (chosen) {
      line["fact"] = chosen->index;
      line["score"] = chosen->score;
    }
    return choices_->WriteLine(line.dump());
  }

  const SelectFlags& flags_;
  FactSelector selector_;
  ExampleWriter writer_;
  std::unique_ptr<TextSink> choices_;
  Tally tally_;
  size_t row_ = 0;  // from 1
};

PreparationRecord SelectionRecord(const SelectFlags& flags) {
  PreparationRecord record{.made_by = "godel prepare select-facts"};
  record.parameters = {{"scoring", flags.scoring},
                       {"idf", flags.selection.idf ? "true" : "false"},
                       {"stop_words", flags.selection.stop_words ? "true" : "false"},
                       {"context_weight", fmt::format("{}", flags.selection.context_weight)},
                       {"context_turns", fmt::format("{}", flags.selection.context_turns)},
                       {"min_score", fmt::format("{}", flags.selection.min_score)},
                       {"min_shared", fmt::format("{}", flags.selection.min_shared)}};
  record.inputs = NamesOf(flags.files);
  for (const fs::path& file : flags.facts) record.inputs.push_back(file.string());
  return record;
}

Status SelectFromPages(const SelectFlags& flags, Selection* selection, PageFacts* pages) {
  InputProgress progress({.files = flags.files});
  GODEL_TRY(TextRows rows, TextRows::Open(flags.files, flags.max_bad_rows, progress.bytes()));
  for (size_t responses = 1;; ++responses) {
    GODEL_TRY(const std::optional<std::string> row, rows.Next());
    if (!row) break;
    Result<Example> example = ParseConversationRow(*row);
    if (!example) {
      GODEL_TRY_STATUS(rows.Reject(std::move(example.error().message)));
      continue;
    }
    GODEL_TRY(const std::vector<std::string>* const facts, pages->Of(ConversationOf(*example)));
    GODEL_TRY_STATUS(selection->Take(std::move(*example), *facts));
    progress.Show(responses, "response");
  }
  progress.End();
  PrintSkippedRows(rows.bad_rows());
  return {};
}

enum class Pass { kCountWords, kChoose };

// Gives each row's candidates to `take`. Bad rows are the same in both passes and shown in the last.
template <class Take>
Status ForEachCandidates(const SelectFlags& flags, Pass pass, const Take& take) {
  RowReaderOptions options;
  options.max_bad_rows = flags.max_bad_rows;
  InputProgress progress({.files = flags.files});
  options.source.bytes = progress.bytes();
  GODEL_TRY(RowReader rows, RowReader::Open(flags.files, options));
  for (size_t count = 1;; ++count) {
    GODEL_TRY(const std::optional<Json> row, rows.Next());
    if (!row) break;
    progress.Show(count, "row");
    Result<Candidates> candidates = ParseCandidates(*row, flags.column);
    if (!candidates) {
      GODEL_TRY_STATUS(rows.Reject(std::move(candidates.error().message)));
      continue;
    }
    GODEL_TRY_STATUS(take(std::move(*candidates)));
  }
  progress.End();
  if (pass == Pass::kChoose) PrintSkippedRows(rows.bad_rows());
  return {};
}

Status CountCandidates(const SelectFlags& flags, DocumentFrequencies* frequencies) {
  GODEL_TRY_STATUS(CheckReadTwice(flags.files, "select-facts reads its candidates twice"));
  std::vector<std::string> last;  // rows of one dialog bring the same facts again; they count once
  return ForEachCandidates(flags, Pass::kCountWords, [&](Candidates candidates) -> Status {
    if (candidates.facts == last) return {};
    for (const std::string& fact : candidates.facts) frequencies->Add(DistinctWords(fact));
    last = std::move(candidates.facts);
    return {};
  });
}

Status SelectFacts(SelectFlags flags) {
  GODEL_TRY(flags.selection.scoring, ParseFactScoring(flags.scoring));
  flags.selection.idf = !flags.no_idf;
  DocumentFrequencies frequencies;
  std::unique_ptr<PageFacts> pages;
  if (flags.facts.empty()) {
    GODEL_TRY_STATUS(CountCandidates(flags, &frequencies));
  } else {
    GODEL_TRY(pages, LoadFacts(flags, &frequencies));
  }
  GODEL_TRY(ExampleWriter writer, OpenPreparedOutput(flags.output));
  std::unique_ptr<TextSink> choices;
  if (!flags.choices.empty()) {
    GODEL_TRY_STATUS(CheckNewFile(flags.choices, flags.output.overwrite));
    GODEL_TRY(choices, OpenTextSink(flags.choices));
  }
  PreparationRecord record = SelectionRecord(flags);
  record.tally.Count("facts", frequencies.texts());
  Selection selection(flags, frequencies, std::move(writer), std::move(choices));
  if (pages != nullptr) {
    GODEL_TRY_STATUS(SelectFromPages(flags, &selection, pages.get()));
  } else {
    GODEL_TRY_STATUS(ForEachCandidates(flags, Pass::kChoose, [&](Candidates candidates) {
      return selection.Take(std::move(candidates.example), candidates.facts);
    }));
  }
  return selection.Finish(std::move(record));
}

void AddSelectionFlags(CLI::App& app, SelectFlags& flags) {
  app.add_option("--scoring", flags.scoring, "overlap, coverage, cosine or bm25")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_flag("--no-idf", flags.no_idf, "All words weigh the same");
  app.add_flag("--stop-words", flags.selection.stop_words, "Count words like \"the\" too");
  app.add_option("--context-weight", flags.selection.context_weight, "Of the context's score beside the response's")
      ->type_name("WEIGHT")
      ->check(CLI::Range(0.0, 1000.0))
      ->capture_default_str();
  app.add_option("--context-turns", flags.selection.context_turns, "So many of the last turns count (0: all)")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--min-score", flags.selection.min_score, "Below it a fact is none")
      ->type_name("SCORE")
      ->capture_default_str();
  app.add_option("--min-shared", flags.selection.min_shared, "Words that response and fact must share")
      ->type_name("N")
      ->capture_default_str();
}

}  // namespace

Command AddPrepareSelectFacts(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("select-facts", "To each response the fact that it may have drawn on");
  const auto flags = std::make_shared<SelectFlags>();
  AddFilesFlag(*app, flags->files);
  app->add_option("--facts", flags->facts, "Facts of the conversations' pages; then FILES are conversations")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  app->add_option("--column", flags->column, "The column that holds the candidates, without --facts")
      ->type_name("NAME")
      ->capture_default_str();
  AddPreparedOutputFlags(*app, flags->output);
  app->add_option("--choices", flags->choices, "Also write row, fact (from 0) and score of each response")
      ->type_name("FILE");
  AddSelectionFlags(*app, *flags);
  app->add_flag("--keep-unmatched", flags->keep_unmatched, "Keep responses without a fact, with empty Knowledge");
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->footer(kSelectExamples);
  return {.app = app, .run = [flags] { return ExitStatus(SelectFacts(*flags)); }};
}

}  // namespace godel::apps
