// SPDX-License-Identifier: MIT
// `godel dataset convert`: dialogs and instructions as examples.
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/notices.h"
#include "command_line/output_file.h"
#include "command_line/text_argument.h"
#include "dataset/subcommands.h"
#include "godel/dataset/dialog_converter.h"
#include "godel/dataset/text_sink.h"

namespace godel::apps {
namespace {

constexpr const char* kConvertDatasetExamples = R"(Examples:
  godel dataset convert --from dialogs sgd.jsonl.gz cmu_dog.jsonl.gz --split train --output train.jsonl.gz
  godel dataset convert --from instruct t0_p3.jsonl.gz --instruction qa --output instruct.jsonl.gz

dialogs, a line each:  {"id"?, "src"?, "split"?, "kb"?: [texts], "turns": [{"s": speaker, "t": text, "ki"?: index in kb}..]}
  One example for each answered turn. A speaker called system or assistant answers alone, and knows what the last turn
  with a "ki" has looked up; in other dialogs both answer, and know what their own turn names.
instruct, a line each: {"prompt", "completion"}
  The prompt becomes the context. Pairs with an empty side are left out.)";

struct ConvertDatasetFlags {
  std::string from = "dialogs";
  std::vector<std::filesystem::path> files;
  std::string output;
  std::vector<std::string> splits;
  std::string answers = "auto";
  std::string knowledge = "auto";
  std::string instruction;
  size_t max_context_turns = 0;
  size_t response_turns = 1;
  size_t max_bad_rows = 0;
  bool overwrite = false;
};

struct Totals {
  size_t rows = 0;
  size_t other_splits = 0;
  size_t without_examples = 0;  // of the rows that were wanted
  size_t examples = 0;
};

// The examples of a row; nullopt for a row of another split.
using ConvertRow = std::function<Result<std::optional<std::vector<Example>>>(const Json&)>;

Result<ConvertRow> DialogConverter(const ConvertDatasetFlags& flags) {
  DialogConversion conversion;
  GODEL_TRY(conversion.answers, ParseAnsweringSide(flags.answers));
  GODEL_TRY(conversion.knowledge, ParseKnowledgeChoice(flags.knowledge));
  GODEL_TRY(conversion.instruction, ReadInstruction(flags.instruction));
  conversion.max_context_turns = flags.max_context_turns;
  conversion.response_turns = flags.response_turns;
  return [conversion, splits = flags.splits](const Json& row) -> Result<std::optional<std::vector<Example>>> {
    GODEL_TRY(const Dialog dialog, ParseDialog(row));
    if (!IsWantedSplit(dialog.split, splits)) return std::optional<std::vector<Example>>();
    return ConvertDialog(dialog, conversion);
  };
}

Result<ConvertRow> InstructConverter(const ConvertDatasetFlags& flags) {
  GODEL_TRY(const std::string instruction, ReadInstruction(flags.instruction));
  return [instruction](const Json& row) -> Result<std::optional<std::vector<Example>>> {
    GODEL_TRY(std::optional<Example> example, ConvertInstruct(row, instruction));
    std::vector<Example> examples;
    if (example) examples.push_back(std::move(*example));
    return examples;
  };
}

Result<Totals> ConvertRows(const ConvertRow& convert, RowReader* rows, TextSink* output) {
  Totals totals;
  while (true) {
    GODEL_TRY(const std::optional<Json> row, rows->Next());
    if (!row) return totals;
    auto examples = convert(*row);
    if (!examples) {
      GODEL_TRY_STATUS(rows->Reject(std::move(examples.error().message)));
      continue;
    }
    ++totals.rows;
    if (!*examples) {
      ++totals.other_splits;
      continue;
    }
    if ((*examples)->empty()) ++totals.without_examples;
    for (const Example& example : **examples) {
      GODEL_TRY_STATUS(output->WriteLine(ExampleRow(example)));
      ++totals.examples;
    }
  }
}

void PrintTotals(const ConvertDatasetFlags& flags, const Totals& totals) {
  const std::string noun = flags.from == "dialogs" ? "dialog" : "pair";
  std::string line = fmt::format("{}: {} of {}", flags.output, Count(totals.examples, "example"),
                                 Count(totals.rows - totals.other_splits, noun));
  if (totals.other_splits > 0) line += fmt::format("; {} of other splits left out", totals.other_splits);
  if (totals.without_examples > 0) line += fmt::format("; {} without an example in it", totals.without_examples);
  // Not where the examples may be going.
  fmt::print(stderr, "{}\n", line);
}

Result<int> Convert(const ConvertDatasetFlags& flags) {
  const bool dialogs = flags.from == "dialogs";
  if (!dialogs && flags.from != "instruct")
    return Fail(ErrorCode::kInvalidArgument, fmt::format("--from: expected dialogs or instruct, found {}", flags.from));
  if (!dialogs && !flags.splits.empty())
    return Fail(ErrorCode::kInvalidArgument, "--split is for --from dialogs: pairs name no split");
  GODEL_TRY(const ConvertRow convert, dialogs ? DialogConverter(flags) : InstructConverter(flags));
  GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  RowReaderOptions options;
  options.max_bad_rows = flags.max_bad_rows;
  GODEL_TRY(RowReader rows, RowReader::Open(flags.files, options));
  GODEL_TRY(const std::unique_ptr<TextSink> output, OpenTextSink(flags.output));
  GODEL_TRY(const Totals totals, ConvertRows(convert, &rows, output.get()));
  PrintSkippedRows(rows.bad_rows());
  if (totals.examples == 0)
    return Fail(ErrorCode::kBadData,
                fmt::format("no example came out of {}; {} was not written", Count(totals.rows, "row"), flags.output));
  GODEL_TRY_STATUS(output->Commit());
  PrintTotals(flags, totals);
  return kDone;
}

}  // namespace

Command AddDatasetConvert(CLI::App& dataset) {
  auto* const app = dataset.add_subcommand("convert", "Dialogs or instructions as examples");
  const auto flags = std::make_shared<ConvertDatasetFlags>();
  AddFilesFlag(*app, flags->files);
  app->add_option("--from", flags->from, "What the files hold: dialogs or instruct")
      ->type_name("FORMAT")
      ->capture_default_str();
  app->add_option("-o,--output", flags->output, "JSON lines; a name that ends in .gz or .zst is compressed")
      ->type_name("FILE")
      ->required();
  app->add_option("--split", flags->splits, "Only dialogs of this split; dev takes dev_freq too (default: all)")
      ->type_name("NAME")
      ->expected(1)
      ->take_all();
  app->add_option("--answers", flags->answers, "Whose turns become responses: auto, system or both")
      ->type_name("SIDE")
      ->capture_default_str();
  app->add_option("--knowledge", flags->knowledge,
                  "Which knowledge an answer gets: auto, turn (its own), latest (its own or the nearest before), none")
      ->type_name("CHOICE")
      ->capture_default_str();
  app->add_option("--max-context-turns", flags->max_context_turns, "Keep only the last N turns of a context (0: all)")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--response-turns", flags->response_turns,
                  "Turns in a response, joined by EOS; above 1 is for pre-training: fewer prompts a corpus")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app->add_option(
         "--instruction", flags->instruction,
         "Of every example, by name or as a text (default: none, so that a prompt chooses grounded where there "
         "is knowledge and chitchat where there is none)")
      ->type_name("NAME|TEXT");
  AddMaxBadRowsFlag(*app, flags->max_bad_rows);
  app->add_flag("--overwrite", flags->overwrite, "Replace an output that exists");
  app->footer(kConvertDatasetExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Convert(*flags)); }};
}

}  // namespace godel::apps
