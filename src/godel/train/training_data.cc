// SPDX-License-Identifier: MIT
#include "godel/train/training_data.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "godel/base/thread_pool.h"
#include "godel/dataset/cached_shard.h"
#include "godel/dataset/example_reader.h"
#include "godel/dataset/span_corruption.h"
#include "godel/dataset/split.h"
#include "godel/dataset/text_reader.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

enum class Part { kAll, kTrain, kHeldBack };

// What of a file is wanted: a part of its dialogs, a few of them, the first so many examples.
struct Selection {
  Part part = Part::kAll;
  std::optional<size_t> dialogs;
  std::optional<size_t> examples;
};

ExampleReaderOptions ReaderOptions(const DataArguments& data) {
  ExampleReaderOptions options;
  options.rows.max_bad_rows = data.max_bad_rows;
  options.columns.context = data.context_column;
  options.columns.knowledge = data.knowledge_column;
  options.columns.response = data.response_column;
  options.columns.instruction = data.instruction_column;
  return options;
}

// The examples of one file that are wanted, one at a time.
Result<NextExample> OpenSelected(const fs::path& file, const Selection& selection, const TrainingArguments& arguments) {
  const ExampleReaderOptions options = ReaderOptions(arguments.data);
  std::shared_ptr<DialogSample> sample;
  if (selection.dialogs) {
    sample = std::make_shared<DialogSample>(*selection.dialogs, DataSeed(arguments));
    GODEL_TRY(ExampleReader first, ExampleReader::Open({file}, options));
    for (;;) {
      GODEL_TRY(const auto example, first.Next());
      if (!example) break;
      sample->Add(*example);
    }
  }
  GODEL_TRY(ExampleReader opened, ExampleReader::Open({file}, options));
  const auto reader = std::make_shared<ExampleReader>(std::move(opened));
  const auto given = std::make_shared<size_t>(0);
  const double fraction = arguments.data.validation_split_fraction;
  const uint64_t seed = DataSeed(arguments);
  return NextExample([=]() -> Result<std::optional<Example>> {
    if (selection.examples && *given >= *selection.examples) return std::optional<Example>();
    for (;;) {
      GODEL_TRY(auto example, reader->Next());
      if (!example) return std::optional<Example>();
      if (sample && !sample->Contains(*example)) continue;
      if (selection.part != Part::kAll && IsHeldBack(*example, fraction, seed) != (selection.part == Part::kHeldBack))
        continue;
      ++*given;
      return example;
    }
  });
}

std::string Describe(const Selection& selection, const TrainingArguments& arguments) {
  return fmt::format("part {} of {} by {}; dialogs {}; examples {}; columns {} {} {} {}",
                     static_cast<int>(selection.part), arguments.data.validation_split_fraction, DataSeed(arguments),
                     selection.dialogs.value_or(0), selection.examples.value_or(0), arguments.data.context_column,
                     arguments.data.knowledge_column, arguments.data.response_column,
                     arguments.data.instruction_column);
}

// A place that makes data from one file.
struct Source {
  const TrainingArguments& arguments;
  const Tokenizer& tokenizer;
  const fs::path& cache;
  const Say& say;
};

Result<std::shared_ptr<const PairSource>> DialogPairs(const Source& s, const fs::path& file,
                                                      const Selection& selection) {
  const DataArguments& data = s.arguments.data;
  const TokenizeOptions options{data.prompt_format, data.max_source_length, data.max_target_length};
  ThreadPool pool(s.arguments.precision.num_threads);
  GODEL_TRY(TokenizedExamples made, OpenOrTokenize(
                                        s.cache, {file}, Describe(selection, s.arguments), s.tokenizer, options,
                                        [&] { return OpenSelected(file, selection, s.arguments); }, &pool));
  const TokenizeCounts& counts = made.counts;
  s.say(fmt::format("{}: {} examples, {} input and {} target tokens{}", file.string(), made.shard.size(),
                    counts.input_ids, counts.target_ids,
                    counts.skipped_examples + counts.cut_responses > 0
                        ? fmt::format(" ({} skipped, {} replies cut)", counts.skipped_examples, counts.cut_responses)
                        : ""));
  std::vector<TokenShard> shards;
  shards.push_back(std::move(made.shard));
  return std::make_shared<ShardSource>(std::move(shards));
}

Result<std::shared_ptr<const PairSource>> CorruptedText(const Source& s, const fs::path& file) {
  ShardKey key;
  key.Add("span corruption " + s.arguments.data.text_column);
  GODEL_TRY_STATUS(key.AddFile(file));
  GODEL_TRY_STATUS(key.AddTokenizer(s.tokenizer));
  GODEL_TRY(
      CachedShard made,
      OpenOrMakeShard(s.cache, key, s.tokenizer.vocab_size(), [&](TokenShardWriter* out) -> Result<std::string> {
        const DataArguments& data = s.arguments.data;
        GODEL_TRY(
            const NextText next,
            OpenTexts(file, {.rows = ReaderOptions(data).rows,
                             .text_column = data.text_column,
                             .example_columns = {data.knowledge_column, data.context_column, data.response_column}}));
        GODEL_TRY_STATUS(TokenizeDocuments(next, s.tokenizer, out));
        return std::string("texts");
      }));
  s.say(fmt::format("{}: {} texts, {} tokens", file.string(), made.shard.size(), made.shard.ids()));
  std::vector<TokenShard> shards;
  shards.push_back(std::move(made.shard));
  const ObjectiveArguments& objective = s.arguments.objective;
  GODEL_TRY(SpanCorruption corrupted,
            SpanCorruption::Create(std::make_shared<ShardDocuments>(std::move(shards)),
                                   {.noise_density = objective.noise_density,
                                    .mean_noise_span_length = objective.mean_noise_span_length,
                                    .max_input_length = s.arguments.data.max_source_length,
                                    .sentinels = SentinelIds(s.tokenizer),
                                    .seed = DataSeed(s.arguments)}));
  return std::make_shared<SpanCorruption>(std::move(corrupted));
}

Result<std::shared_ptr<const PairSource>> Pairs(const Source& s, const fs::path& file, const Selection& selection) {
  if (s.arguments.objective.objective == ObjectiveType::kSpanCorruption) return CorruptedText(s, file);
  return DialogPairs(s, file, selection);
}

}  // namespace

Result<TrainingData> LoadTrainingData(const TrainingArguments& arguments, const Tokenizer& tokenizer,
                                      const fs::path& cache_folder, const Say& say) {
  const Source source{arguments, tokenizer, cache_folder, say};
  const DataArguments& data = arguments.data;
  const bool splits = data.validation_file.empty() && data.validation_split_fraction > 0;
  const Selection train{splits ? Part::kTrain : Part::kAll, data.few_shot_dialogs, data.max_train_samples};
  const Selection validation{splits ? Part::kHeldBack : Part::kAll, std::nullopt, data.max_eval_samples};
  TrainingData result;
  size_t pairs = 0;
  for (const TrainFile& file : data.train_file) {
    GODEL_TRY(auto part, Pairs(source, file.path, train));
    pairs += part->size();
    if (part->size() > 0) result.train.push_back({std::move(part), file.weight});
  }
  if (pairs == 0) return Fail(ErrorCode::kBadData, "the training files hold no example to learn from");
  std::vector<fs::path> held_back;
  if (!data.validation_file.empty()) held_back.emplace_back(data.validation_file);
  if (splits)
    for (const TrainFile& file : data.train_file) held_back.emplace_back(file.path);
  for (const fs::path& file : held_back) {
    GODEL_TRY(auto part, Pairs(source, file, validation));
    if (part->size() > 0) result.validation.push_back({std::move(part), 1});
    if (arguments.objective.objective != ObjectiveType::kDialog || !arguments.evaluation.predict_with_generate)
      continue;
    GODEL_TRY(const NextExample next, OpenSelected(file, validation, arguments));
    for (;;) {
      GODEL_TRY(auto example, next());
      if (!example) break;
      result.validation_examples.push_back(std::move(*example));
    }
  }
  return result;
}

}  // namespace godel::train
