// SPDX-License-Identifier: MIT
// `godel prepare filter`: examples that are not worth learning from, dropped.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line/exit_status.h"
#include "command_line/model_flags.h"
#include "command_line/output_file.h"
#include "command_line/result_json.h"
#include "command_line/token_counter.h"
#include "godel/prepare/cleaning/example_filter.h"
#include "godel/prepare/cleaning/language.h"
#include "godel/prepare/list_file.h"
#include "prepare/corpus.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kFilterExamples = R"(Examples:
  godel prepare filter train.jsonl.gz --response-words 2:100 --context-turns 1:20 -o kept.jsonl.gz
  godel prepare filter train.jsonl --language en --offensive words.txt --dropped dropped.jsonl -o kept.jsonl
  godel prepare filter train.jsonl --max-markup 0.3 --max-repeats 3 --printable -o kept.jsonl
  godel prepare filter train.jsonl --response-tokens :128 --model models/godel-mini -o kept.jsonl

Only the filters that are named are asked, in the order in which they stand here, and the first that is not met drops the
example. MIN:MAX includes both; either may be left out. --offensive takes files of words and phrases, one a line (# begins
a comment), which must stand between other characters than letters, digits and _, in any case. --language looks at context
and response together; what is too short to tell is kept, unless --drop-unsure. --dropped FILE gets a line for each
dropped example: why, what was found, and the example.)";

struct FilterFlags {
  ExampleFlags examples;
  std::string response_words, response_chars, context_turns, context_words, turn_words, knowledge_words;
  std::string response_tokens, context_tokens;
  ModelFlags model;
  std::vector<std::string> languages;
  bool drop_unsure = false;
  std::vector<std::string> offensive;
  double max_markup = 1;
  size_t max_repeats = 0;
  bool printable = false;
  std::string dropped;
  PreparedOutputFlags output;
};

Result<size_t> ParseCount(const std::string& text, size_t if_empty) {
  constexpr size_t kMaxDigits = 18;  // fits size_t
  if (text.empty()) return if_empty;
  if (text.size() > kMaxDigits || text.find_first_not_of("0123456789") != std::string::npos)
    return Fail(ErrorCode::kInvalidArgument, fmt::format("expected a number, found '{}'", text));
  return static_cast<size_t>(std::stoull(text));
}

Result<CountRange> ParseRange(const std::string& flag, const std::string& text) {
  CountRange range;
  if (text.empty()) return range;
  const size_t colon = text.find(':');
  auto min = colon == std::string::npos ? Fail(ErrorCode::kInvalidArgument, "there is no colon")
                                        : ParseCount(text.substr(0, colon), 0);
  auto max = colon == std::string::npos ? min : ParseCount(text.substr(colon + 1), SIZE_MAX);
  if (!min || !max || *min > *max)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--{}: expected MIN:MAX, like 2:100, 2: or :100, found '{}'", flag, text));
  return CountRange{*min, *max};
}

Result<CountTokens> TokenCounter(const FilterFlags& flags) {
  if (flags.response_tokens.empty() && flags.context_tokens.empty()) return CountTokens();
  return TokenCounterOf(flags.model);
}

Result<FilterOptions> ReadOptions(const FilterFlags& flags) {
  FilterOptions options;
  GODEL_TRY(options.response_words, ParseRange("response-words", flags.response_words));
  GODEL_TRY(options.response_chars, ParseRange("response-chars", flags.response_chars));
  GODEL_TRY(options.response_tokens, ParseRange("response-tokens", flags.response_tokens));
  GODEL_TRY(options.context_turns, ParseRange("context-turns", flags.context_turns));
  GODEL_TRY(options.context_words, ParseRange("context-words", flags.context_words));
  GODEL_TRY(options.context_tokens, ParseRange("context-tokens", flags.context_tokens));
  GODEL_TRY(options.turn_words, ParseRange("turn-words", flags.turn_words));
  GODEL_TRY(options.knowledge_words, ParseRange("knowledge-words", flags.knowledge_words));
  GODEL_TRY(options.count_tokens, TokenCounter(flags));
  for (const std::string& code : flags.languages) GODEL_TRY_STATUS(CheckLanguageCode(code));
  options.languages = flags.languages;
  options.keeps_unsure_languages = !flags.drop_unsure;
  std::vector<std::string> phrases;
  for (const std::string& file : flags.offensive) {
    GODEL_TRY(const std::vector<std::string> more, ReadListFile(file));
    phrases.insert(phrases.end(), more.begin(), more.end());
  }
  options.offensive = PhraseMatcher(phrases);
  if (!flags.offensive.empty() && options.offensive.size() == 0)
    return Fail(ErrorCode::kBadData, "--offensive: there is no phrase in these files");
  options.max_markup_share = flags.max_markup;
  if (flags.max_repeats > 0) options.max_repetitions = flags.max_repeats;
  options.drops_non_printing = flags.printable;
  if (FilterNames(options).empty()) return Fail(ErrorCode::kInvalidArgument, "no filter was named; see --help");
  return options;
}

std::string DroppedRow(const FilterVerdict& verdict, const Example& example) {
  return Dump(OutputJson{{"dropped", verdict.filter},
                         {"found", verdict.found},
                         {"Context", example.context},
                         {"Knowledge", example.knowledge},
                         {"Response", example.response},
                         {"Dialog", example.dialog}});
}

std::vector<std::pair<std::string, std::string>> Parameters(const FilterFlags& flags) {
  std::vector<std::pair<std::string, std::string>> set;
  for (const auto& [name, value] :
       {std::pair{"response_words", flags.response_words}, std::pair{"response_chars", flags.response_chars},
        std::pair{"response_tokens", flags.response_tokens}, std::pair{"context_turns", flags.context_turns},
        std::pair{"context_words", flags.context_words}, std::pair{"context_tokens", flags.context_tokens},
        std::pair{"turn_words", flags.turn_words}, std::pair{"knowledge_words", flags.knowledge_words},
        std::pair{"language", fmt::format("{}", fmt::join(flags.languages, " "))},
        std::pair{"offensive", fmt::format("{}", fmt::join(flags.offensive, " "))},
        std::pair{"max_markup", flags.max_markup < 1 ? fmt::to_string(flags.max_markup) : ""},
        std::pair{"max_repeats", flags.max_repeats > 0 ? fmt::to_string(flags.max_repeats) : ""},
        std::pair{"printable", std::string(flags.printable ? "yes" : "")}})
    if (!value.empty()) set.emplace_back(name, value);
  return set;
}

Status Run(const FilterFlags& flags) {
  GODEL_TRY(const FilterOptions options, ReadOptions(flags));
  PreparationRecord record{.made_by = "godel prepare filter",
                           .parameters = Parameters(flags),
                           .inputs = NamesOf(flags.examples.files),
                           .tally = {"examples"}};
  for (const std::string_view name : FilterNames(options)) record.tally.Count(fmt::format("dropped: {}", name), 0);
  const auto read = [&](InputProgress& progress, ExampleWriter& writer) -> Result<CorpusReading> {
    std::unique_ptr<TextSink> dropped;
    if (!flags.dropped.empty()) {
      GODEL_TRY_STATUS(CheckNewFile(flags.dropped, flags.output.overwrite));
      GODEL_TRY(dropped, OpenTextSink(flags.dropped));
    }
    const auto use = [&](const Example& example, Tally& tally) -> Status {
      GODEL_TRY(const std::optional<FilterVerdict> verdict, Filter(example, options));
      if (!verdict) return writer.Write(example);
      tally.Count(fmt::format("dropped: {}", verdict->filter));
      return dropped ? dropped->WriteLine(DroppedRow(*verdict, example)) : Status();
    };
    GODEL_TRY(CorpusReading reading, ReadExamples(flags.examples, progress, use));
    if (dropped) GODEL_TRY_STATUS(dropped->Commit());
    return reading;
  };
  return PrepareCorpus(flags.output, std::move(record), {.files = flags.examples.files}, read);
}

void AddRanges(CLI::App& app, FilterFlags& flags) {
  for (const auto& [name, range, what] :
       {std::tuple{"--response-words", &flags.response_words, "Words of the response"},
        std::tuple{"--response-chars", &flags.response_chars, "Characters of the response"},
        std::tuple{"--context-turns", &flags.context_turns, "Turns of the context"},
        std::tuple{"--context-words", &flags.context_words, "Words of the context"},
        std::tuple{"--turn-words", &flags.turn_words, "Words of each turn of the context"},
        std::tuple{"--knowledge-words", &flags.knowledge_words, "Words of the knowledge; 1: drops what has none"},
        std::tuple{"--response-tokens", &flags.response_tokens, "Tokens of the response, as --model counts"},
        std::tuple{"--context-tokens", &flags.context_tokens, "Tokens of the context, as --model counts"}})
    app.add_option(name, *range, what)->type_name("MIN:MAX");
}

}  // namespace

Command AddPrepareFilter(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("filter", "Drop examples by length, language, rude words, markup and more");
  const auto flags = std::make_shared<FilterFlags>();
  AddExampleFlags(*app, flags->examples);
  AddMaxBadRowsFlag(*app, flags->examples.max_bad_rows);
  AddRanges(*app, *flags);
  app->add_option("-m,--model", flags->model.model, "Whose tokenizer counts tokens (default: the default model's)")
      ->type_name("DIR|FILE");
  app->add_option("--max-repeats", flags->max_repeats, "A token may follow itself so often in a response (0: any)")
      ->type_name("N");
  app->add_option("--max-markup", flags->max_markup, "Share of a response or turn that may be addresses and tags")
      ->type_name("SHARE")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app->add_flag("--printable", flags->printable, "Drop control characters and what is left of broken encodings");
  app->add_option("--offensive", flags->offensive, "Words and phrases that drop an example, one a line")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app->add_option("--language", flags->languages, "Keep these, by code: en,de,zh")
      ->type_name("CODES")
      ->delimiter(',')
      ->allow_extra_args(false);
  app->add_flag("--drop-unsure", flags->drop_unsure, "With --language: drop also what is too short to tell");
  app->add_option("--dropped", flags->dropped, "Gets what was dropped, with the reason")->type_name("FILE");
  AddPreparedOutputFlags(*app, flags->output);
  app->footer(kFilterExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Run(*flags)); }};
}

}  // namespace godel::apps
