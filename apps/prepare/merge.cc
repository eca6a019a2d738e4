// SPDX-License-Identifier: MIT
// `godel prepare merge`: prepared corpora as one training file and one for validation.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/input_progress.h"
#include "command_line/notices.h"
#include "godel/dataset/split.h"
#include "prepare/corpus.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kMergeExamples = R"(Example:
  godel prepare merge msmarco.jsonl.gz sgd.jsonl.gz dstc7.jsonl.gz unifiedqa.jsonl.gz \
      --train grounded_train.jsonl.gz --valid grounded_valid.jsonl.gz

Examples stay in the order of the files, as the trainer shuffles. One dialog in a hundred is held back, whole: which ones
depends on the seed and the dialog's name alone, so that a corpus that has grown is split as before.)";

struct MergeFlags {
  ExampleFlags examples;
  std::string train;
  std::string valid;
  std::string licence;
  double valid_fraction = 0.01;
  uint64_t seed = 2021;
  bool overwrite = false;
};

Status Merge(const MergeFlags& flags) {
  namespace fs = std::filesystem;
  if (fs::weakly_canonical(flags.train) == fs::weakly_canonical(flags.valid))
    return Fail(ErrorCode::kInvalidArgument, "--train and --valid name the same file");
  const PreparedOutputFlags train{.output = flags.train, .overwrite = flags.overwrite, .licence = flags.licence};
  const PreparedOutputFlags valid{.output = flags.valid, .overwrite = flags.overwrite, .licence = flags.licence};
  InputProgress progress({.files = flags.examples.files});
  GODEL_TRY(ExampleReader reader, OpenExamples(flags.examples, progress.bytes()));
  GODEL_TRY(ExampleWriter train_writer, OpenPreparedOutput(train));
  GODEL_TRY(ExampleWriter valid_writer, OpenPreparedOutput(valid));
  PreparationRecord record{.made_by = "godel prepare merge"};
  record.parameters = {{"valid_fraction", fmt::format("{}", flags.valid_fraction)},
                       {"seed", fmt::format("{}", flags.seed)}};
  record.inputs = NamesOf(flags.examples.files);
  for (size_t rows = 1;; ++rows) {
    GODEL_TRY(const std::optional<Example> example, reader.Next());
    if (!example) break;
    record.tally.Count(reader.rows().file());
    const bool held_back = IsHeldBack(*example, flags.valid_fraction, flags.seed);
    GODEL_TRY_STATUS((held_back ? valid_writer : train_writer).Write(*example));
    progress.Show(rows, "row");
  }
  progress.End();
  PrintSkippedRows(reader.rows().bad_rows());
  if (train_writer.examples() == 0 || valid_writer.examples() == 0)
    return Fail(ErrorCode::kBadData,
                fmt::format("of {} none would be in {}; nothing was written (try another --seed or --valid-fraction)",
                            Count(train_writer.examples() + valid_writer.examples(), "example"),
                            train_writer.examples() == 0 ? flags.train : flags.valid));
  PreparationRecord valid_record = record;
  record.parameters.emplace_back("part", "train");
  valid_record.parameters.emplace_back("part", "valid");
  GODEL_TRY_STATUS(FinishPreparation(train, record, std::move(train_writer)));
  return FinishPreparation(valid, valid_record, std::move(valid_writer));
}

}  // namespace

Command AddPrepareMerge(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("merge", "Prepared corpora as one, with some dialogs held back");
  const auto flags = std::make_shared<MergeFlags>();
  AddExampleFlags(*app, flags->examples);
  AddMaxBadRowsFlag(*app, flags->examples.max_bad_rows);
  app->add_option("--train", flags->train, "JSON lines; a name that ends in .gz or .zst is compressed")
      ->type_name("FILE")
      ->required();
  app->add_option("--valid", flags->valid, "The same for what is held back")->type_name("FILE")->required();
  app->add_option("--valid-fraction", flags->valid_fraction, "The share of the dialogs that is held back, on average")
      ->type_name("SHARE")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app->add_option("--seed", flags->seed, "Another seed holds other dialogs back")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--licence", flags->licence, "The licence of the whole, for the cards")->type_name("TEXT");
  app->add_flag("--overwrite", flags->overwrite, "Replace outputs that exist");
  app->footer(kMergeExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Merge(*flags)); }};
}

}  // namespace godel::apps
