// SPDX-License-Identifier: MIT
#include "godel/train/training_data.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "godel/base/thread_pool.h"
#include "godel/dataset/cached_shard.h"
#include "godel/dataset/span_corruption.h"
#include "godel/train/selected_data.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

// What makes data from one file after the other.
struct Source {
  const TrainingArguments& arguments;
  const Tokenizer& tokenizer;
  const fs::path& cache;
  const Say& say;
  std::shared_ptr<const DialogSample> dialogs = {};  // drawn when the first file asks for them
};

std::shared_ptr<BadRows> NewBadRows(const DataArguments& data) {
  return std::make_shared<BadRows>(BadRowLimits{.max_rows = data.max_bad_rows});
}

// What was read, and every row that was not, with its place.
void SayWhatWasRead(const Source& s, const fs::path& file, const std::string& read, const TokenizeCounts& counts) {
  std::vector<std::string> losses;
  if (counts.skipped_examples > 0)
    losses.push_back(fmt::format("{} skipped, the first: {}", counts.skipped_examples, counts.why_skipped));
  if (counts.shortened_dialogs > 0) losses.push_back(fmt::format("{} lose turns", counts.shortened_dialogs));
  if (counts.shortened_knowledge > 0) losses.push_back(fmt::format("{} lose knowledge", counts.shortened_knowledge));
  if (counts.cut_responses > 0) losses.push_back(fmt::format("{} replies cut", counts.cut_responses));
  s.say(fmt::format("{}: {}{}", file.string(), read,
                    losses.empty() ? "" : fmt::format(" ({})", fmt::join(losses, "; "))));
  if (counts.bad_rows == 0) return;
  std::string_view lines = counts.first_bad_rows;
  for (size_t end; (end = lines.find('\n')) != std::string_view::npos; lines.remove_prefix(end + 1))
    s.say(fmt::format("skipped {}", lines.substr(0, end)));
  s.say(fmt::format("{}: {} rows were skipped that cannot be read", file.string(), counts.bad_rows));
}

struct FilePairs {
  std::shared_ptr<const PairSource> pairs;
  size_t examples = 0;  // or texts, that were read for them
  size_t kept = 0;      // of these, that have a pair
};

Result<FilePairs> DialogPairs(Source& s, const fs::path& file, const Selection& selection) {
  const DataArguments& data = s.arguments.data;
  const TokenizeOptions options{data.prompt_format, data.max_source_length, data.max_target_length};
  ThreadPool pool(s.arguments.precision.num_threads);
  std::vector<fs::path> files = {file};  // which decide what is read of this one
  if (selection.few_dialogs)
    for (const TrainFile& other : data.train_file) files.emplace_back(other.path);
  const auto open = [&]() -> Result<ExamplesToRead> {
    if (selection.few_dialogs && !s.dialogs) {
      GODEL_TRY(s.dialogs, DrawDialogs(selection.part, s.arguments));
    }
    const auto bad_rows = NewBadRows(data);
    GODEL_TRY(NextExample next,
              OpenExamples(file, selection, selection.few_dialogs ? s.dialogs : nullptr, s.arguments, bad_rows));
    return ExamplesToRead{std::move(next), bad_rows};
  };
  GODEL_TRY(TokenizedExamples made,
            OpenOrTokenize(s.cache, files, Describe(selection, s.arguments), s.tokenizer, options, open, &pool));
  SayWhatWasRead(s, file,
                 fmt::format("{} examples, {} input and {} target tokens", made.shard.size(), made.counts.input_ids,
                             made.counts.target_ids),
                 made.counts);
  std::vector<TokenShard> shards;
  const size_t kept = made.shard.size();
  shards.push_back(std::move(made.shard));
  return FilePairs{std::make_shared<ShardSource>(std::move(shards)), made.counts.examples, kept};
}

Result<FilePairs> CorruptedText(const Source& s, const fs::path& file, const Selection& selection) {
  ShardKey key;
  key.Add("span corruption 2 " + s.arguments.data.text_column + " " + Describe(selection, s.arguments));
  GODEL_TRY_STATUS(key.AddFile(file));
  GODEL_TRY_STATUS(key.AddTokenizer(s.tokenizer));
  const MakeShard make = [&](TokenShardWriter* out) -> Result<std::string> {
    const auto bad_rows = NewBadRows(s.arguments.data);
    GODEL_TRY(const NextText next, OpenTexts(file, selection, s.arguments, bad_rows));
    GODEL_TRY(const DocumentCounts texts, TokenizeDocuments(next, s.tokenizer, out));
    TokenizeCounts counts;
    counts.examples = texts.texts;
    counts.skipped_examples = texts.skipped_texts;
    counts.input_ids = texts.ids;
    if (texts.skipped_texts > 0) counts.why_skipped = "it is empty, or not UTF-8";
    Count(*bad_rows, &counts);
    return ToJson(counts);
  };
  GODEL_TRY(CachedShard made, OpenOrMakeShard(s.cache, key, s.tokenizer.vocab_size(), make));
  GODEL_TRY(const TokenizeCounts counts, ParseTokenizeCounts(made.shard.note()));
  SayWhatWasRead(s, file, fmt::format("{} texts, {} tokens", made.shard.size(), made.shard.ids()), counts);
  const size_t kept = made.shard.size();
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
  return FilePairs{std::make_shared<SpanCorruption>(std::move(corrupted)), counts.examples, kept};
}

Result<FilePairs> Pairs(Source& s, const fs::path& file, const Selection& selection) {
  if (s.arguments.objective.objective == ObjectiveType::kSpanCorruption) return CorruptedText(s, file, selection);
  return DialogPairs(s, file, selection);
}

}  // namespace

Result<TrainingData> LoadTrainingData(const TrainingArguments& arguments, const Tokenizer& tokenizer,
                                      const fs::path& cache_folder, const Say& say) {
  Source source{arguments, tokenizer, cache_folder, say};
  const DataArguments& data = arguments.data;
  const bool splits = data.validation_file.empty() && data.validation_split_fraction > 0;
  // The pairs of several files; a number of examples is that of all together.
  const auto read = [&](const std::vector<TrainFile>& files, Selection selection,
                        std::vector<size_t>* kept = nullptr) -> Result<std::vector<MixedSource>> {
    std::vector<MixedSource> sources;
    if (kept != nullptr) kept->assign(files.size(), 0);
    for (size_t i = 0; i < files.size(); ++i) {
      const TrainFile& file = files[i];
      GODEL_TRY(auto part, Pairs(source, file.path, selection));
      if (kept != nullptr) (*kept)[i] = part.kept;
      if (part.pairs->size() > 0) sources.push_back({std::move(part.pairs), file.weight});
      if (selection.examples && (*selection.examples -= part.examples) == 0) break;
    }
    return sources;
  };
  TrainingData result;
  const Selection training{.part = splits ? Part::kTrain : Part::kAll,
                           .few_dialogs = data.few_shot_dialogs.has_value(),
                           .examples = data.max_train_samples};
  GODEL_TRY(result.train, read(data.train_file, training, &result.train_examples));
  if (result.train.empty()) return Fail(ErrorCode::kBadData, "the training files hold no example to learn from");
  std::vector<TrainFile> held_back;
  if (!data.validation_file.empty()) held_back.push_back({data.validation_file});
  if (splits)
    for (const TrainFile& file : data.train_file) held_back.push_back({file.path});
  const Selection validation{.part = splits ? Part::kHeldBack : Part::kAll, .examples = data.max_eval_samples};
  GODEL_TRY(result.validation, read(held_back, validation));
  if (arguments.objective.objective != ObjectiveType::kDialog || !arguments.evaluation.predict_with_generate)
    return result;
  Selection rest = validation;
  for (const TrainFile& file : held_back) {
    GODEL_TRY(const NextExample next, OpenExamples(file.path, rest, nullptr, arguments, NewBadRows(data)));
    for (;;) {
      GODEL_TRY(auto example, next());
      if (!example) break;
      result.validation_examples.push_back(std::move(*example));
    }
    if (validation.examples && (*rest.examples = *validation.examples - result.validation_examples.size()) == 0) break;
  }
  return result;
}

}  // namespace godel::train
