// SPDX-License-Identifier: MIT
// `godel dataset split` and `godel dataset sample`: some of the dialogs of data files.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "command_line/example_flags.h"
#include "command_line/exit_status.h"
#include "command_line/notices.h"
#include "command_line/output_file.h"
#include "dataset/subcommands.h"
#include "godel/dataset/split.h"
#include "godel/dataset/text_sink.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSplitExamples = R"(Example:
  godel dataset split mine.csv --valid-fraction 0.05 --train train.jsonl --valid valid.jsonl --seed 1

Dialogs are held back whole: all examples of one Dialog go to the same file, and rows without a Dialog each go by
themselves. Which ones depends on the seed and the dialog's name alone, so that a file that has grown is split as before.)";

constexpr const char* kSampleExamples = R"(Example:
  godel dataset sample train.jsonl.gz --dialogs 50 --seed 1 --output few.jsonl

Chooses whole dialogs, and keeps the order of the files. With one seed, 50 dialogs contain the 10 of a smaller sample.
The files are read twice, so they cannot come from a pipe.)";

struct SplitFlags {
  ExampleFlags examples;
  double valid_fraction = 0.05;
  std::string train;
  std::string valid;
  uint64_t seed = 1;
  bool overwrite = false;
};

struct SampleFlags {
  ExampleFlags examples;
  size_t dialogs = 50;
  std::string output;
  uint64_t seed = 1;
  bool overwrite = false;
};

Result<int> Split(const SplitFlags& flags) {
  for (const std::string& path : {flags.train, flags.valid}) GODEL_TRY_STATUS(CheckNewFile(path, flags.overwrite));
  if (fs::weakly_canonical(flags.train) == fs::weakly_canonical(flags.valid))
    return Fail(ErrorCode::kInvalidArgument, "--train and --valid name the same file");
  GODEL_TRY(ExampleReader reader, OpenExamples(flags.examples));
  GODEL_TRY(const std::unique_ptr<TextSink> train, OpenTextSink(flags.train));
  GODEL_TRY(const std::unique_ptr<TextSink> valid, OpenTextSink(flags.valid));
  size_t num_train = 0, num_valid = 0;
  while (true) {
    GODEL_TRY(const std::optional<Example> example, reader.Next());
    if (!example) break;
    const bool held_back = IsHeldBack(*example, flags.valid_fraction, flags.seed);
    ++(held_back ? num_valid : num_train);
    GODEL_TRY_STATUS((held_back ? valid : train)->WriteLine(ExampleRow(*example)));
  }
  PrintSkippedRows(reader.rows().bad_rows());
  if (num_train == 0 || num_valid == 0)
    return Fail(ErrorCode::kBadData,
                fmt::format("of {} none would be in {}; nothing was written (try another --seed or --valid-fraction)",
                            Count(num_train + num_valid, "example"), num_train == 0 ? flags.train : flags.valid));
  GODEL_TRY_STATUS(train->Commit());
  GODEL_TRY_STATUS(valid->Commit());
  fmt::print(stderr, "{}: {}; {}: {}\n", flags.train, Count(num_train, "example"), flags.valid,
             Count(num_valid, "example"));
  return kDone;
}

Result<DialogSample> Choose(const SampleFlags& flags) {
  DialogSample sample(flags.dialogs, flags.seed);
  GODEL_TRY(ExampleReader reader, OpenExamples(flags.examples));
  while (true) {
    GODEL_TRY(const std::optional<Example> example, reader.Next());
    if (!example) break;
    sample.Add(*example);
  }
  PrintSkippedRows(reader.rows().bad_rows());
  if (sample.size() < flags.dialogs)
    return Fail(ErrorCode::kInvalidArgument, fmt::format("--dialogs: {} wanted, but there are only {}", flags.dialogs,
                                                         Count(sample.size(), "dialog")));
  return sample;
}

Result<int> Sample(const SampleFlags& flags) {
  GODEL_TRY_STATUS(CheckReadTwice(flags.examples.files, "a sample reads its files twice"));
  GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  GODEL_TRY(const DialogSample sample, Choose(flags));
  GODEL_TRY(ExampleReader reader, OpenExamples(flags.examples));
  GODEL_TRY(const std::unique_ptr<TextSink> output, OpenTextSink(flags.output));
  size_t examples = 0;
  while (true) {
    GODEL_TRY(const std::optional<Example> example, reader.Next());
    if (!example) break;
    if (!sample.Contains(*example)) continue;
    ++examples;
    GODEL_TRY_STATUS(output->WriteLine(ExampleRow(*example)));
  }
  GODEL_TRY_STATUS(output->Commit());
  fmt::print(stderr, "{}: {} of {}\n", flags.output, Count(examples, "example"), Count(sample.size(), "dialog"));
  return kDone;
}

}  // namespace

Command AddDatasetSplit(CLI::App& dataset) {
  auto* const app = dataset.add_subcommand("split", "Hold some dialogs back for validation");
  const auto flags = std::make_shared<SplitFlags>();
  AddExampleFlags(*app, flags->examples);
  AddMaxBadRowsFlag(*app, flags->examples.max_bad_rows);
  app->add_option("--valid-fraction", flags->valid_fraction, "The share of the dialogs that is held back, on average")
      ->type_name("SHARE")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app->add_option("--train", flags->train, "JSON lines; a name that ends in .gz or .zst is compressed")
      ->type_name("FILE")
      ->required();
  app->add_option("--valid", flags->valid, "The same for what is held back")->type_name("FILE")->required();
  app->add_option("--seed", flags->seed, "Another seed holds other dialogs back")
      ->type_name("N")
      ->capture_default_str();
  app->add_flag("--overwrite", flags->overwrite, "Replace outputs that exist");
  app->footer(kSplitExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Split(*flags)); }};
}

Command AddDatasetSample(CLI::App& dataset) {
  auto* const app = dataset.add_subcommand("sample", "A few dialogs, for few-shot experiments");
  const auto flags = std::make_shared<SampleFlags>();
  AddExampleFlags(*app, flags->examples);
  AddMaxBadRowsFlag(*app, flags->examples.max_bad_rows);
  app->add_option("--dialogs", flags->dialogs, "How many")
      ->type_name("N")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app->add_option("-o,--output", flags->output, "JSON lines; a name that ends in .gz or .zst is compressed")
      ->type_name("FILE")
      ->required();
  app->add_option("--seed", flags->seed, "Another seed chooses other dialogs")->type_name("N")->capture_default_str();
  app->add_flag("--overwrite", flags->overwrite, "Replace an output that exists");
  app->footer(kSampleExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Sample(*flags)); }};
}

}  // namespace godel::apps
