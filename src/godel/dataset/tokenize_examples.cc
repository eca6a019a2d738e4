// SPDX-License-Identifier: MIT
#include "godel/dataset/tokenize_examples.h"

#include <fmt/format.h>

#include <utility>

#include "godel/prompt/cut_points.h"

namespace godel {
namespace {

// A text of up to so many bytes an id allowed is encoded at once, since it is probably within the length.
constexpr size_t kBytesPerToken = 4;
// What an estimate may be off by: within this of the length allowed, ids are counted by encoding.
constexpr size_t kSlack = 8;
// Some MiB of text; long enough that threads seldom wait for each other.
constexpr size_t kExamplesAtOnce = 4096;

// Counts ids for BuildPrompt, by words where that is clear enough, and keeps those of the last text that was encoded
// and within the length: mostly the prompt itself.
class PromptEncoder {
 public:
  // `words` may be null: then everything is encoded.
  PromptEncoder(const Tokenizer& tokenizer, WordCounter* words, size_t max_tokens)
      : tokenizer_(tokenizer), words_(words), max_tokens_(max_tokens) {}

  Result<size_t> Count(std::string_view text) {
    if (words_ != nullptr && text.size() / kBytesPerToken > max_tokens_) {
      GODEL_TRY(const size_t estimate, words_->Estimate(text, max_tokens_ + kSlack));
      if (estimate > max_tokens_ + kSlack || estimate + kSlack <= max_tokens_) {
        has_estimated_ = true;
        return estimate;
      }
    }
    GODEL_TRY(std::vector<TokenId> ids, tokenizer_.Encode(text));
    const size_t count = ids.size();
    if (count <= max_tokens_) {
      fitting_text_ = text;
      fitting_ids_ = std::move(ids);
    }
    return count;
  }

  // The ids of what BuildPrompt chose; nullopt when words are no measure for this text, so that the choice may be
  // wrong.
  Result<std::optional<std::vector<TokenId>>> Encode(std::string_view text) {
    std::vector<TokenId> ids = std::move(fitting_ids_);
    if (text != fitting_text_) {
      GODEL_TRY(ids, tokenizer_.Encode(text));
    }
    if (!has_estimated_) return ids;
    GODEL_TRY(const size_t estimate, words_->Estimate(text, text.size()));
    if ((estimate < ids.size() ? ids.size() - estimate : estimate - ids.size()) > kSlack) return std::nullopt;
    if (ids.size() > max_tokens_) return std::nullopt;
    return ids;
  }

 private:
  const Tokenizer& tokenizer_;
  WordCounter* words_;
  size_t max_tokens_;
  bool has_estimated_ = false;
  std::string fitting_text_;
  std::vector<TokenId> fitting_ids_;
};

// The next examples, none at the end.
Result<std::vector<Example>> ReadSome(const NextExample& next) {
  std::vector<Example> examples;
  while (examples.size() < kExamplesAtOnce) {
    GODEL_TRY(std::optional<Example> example, next());
    if (!example) break;
    examples.push_back(std::move(*example));
  }
  return examples;
}

void CountShortened(const BuiltPrompt& built, TokenizeCounts* counts) {
  counts->dropped_turns += built.dropped_turns;
  if (built.dropped_turns > 0 || built.dropped_turn_bytes > 0) ++counts->shortened_dialogs;
  if (built.dropped_knowledge_bytes > 0) ++counts->shortened_knowledge;
}

}  // namespace

Result<std::vector<TokenId>> ExampleTokenizer::EncodeInput(const DialogPrompt& prompt, WordCounter* words) {
  PromptEncoder encoder(tokenizer_, words, options_.max_source_length);
  const CountTokens count_tokens = [&](std::string_view text) { return encoder.Count(text); };
  const auto built =
      BuildPrompt(prompt, count_tokens, {.format = options_.format, .max_tokens = options_.max_source_length});
  if (!built && words != nullptr) return EncodeInput(prompt, /*words=*/nullptr);
  if (!built) return tl::unexpected<Error>(built.error());
  GODEL_TRY(auto ids, encoder.Encode(built->text));
  if (!ids) return EncodeInput(prompt, /*words=*/nullptr);
  CountShortened(*built, &counts_);
  return std::move(*ids);
}

Result<std::vector<TokenId>> ExampleTokenizer::EncodeResponse(const std::string& response) {
  GODEL_TRY(std::vector<TokenId> ids, tokenizer_.Encode(response));
  if (ids.size() > options_.max_target_length) {
    // The end of the sequence stays: a reply that is cut short has to end too.
    ids[options_.max_target_length - 1] = ids.back();
    ids.resize(options_.max_target_length);
    ++counts_.cut_responses;
  }
  return ids;
}

Result<IdPair> ExampleTokenizer::PairOf(const Example& example) {
  if (example.response.find_first_not_of(kWhiteSpace) == std::string::npos)
    return Fail(ErrorCode::kInvalidArgument, "it has no response");
  IdPair pair;
  DialogPrompt prompt{example.instruction, example.context, example.knowledge};
  if (prompt.context.empty()) prompt.context.emplace_back();
  GODEL_TRY(pair.input, EncodeInput(prompt, &words_));
  GODEL_TRY(pair.target, EncodeResponse(example.response));
  return pair;
}

Result<std::optional<IdPair>> ExampleTokenizer::Tokenize(const Example& example) {
  if (options_.max_target_length < 2)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("targets of at most {} tokens: expected 2 or more, one of them "
                            "for the end",
                            options_.max_target_length));
  ++counts_.examples;
  auto pair = PairOf(example);
  if (!pair && pair.error().code == ErrorCode::kInvalidArgument) {
    if (counts_.skipped_examples++ == 0) {
      counts_.first_skipped = counts_.examples;
      counts_.why_skipped = std::move(pair.error().message);
    }
    return std::nullopt;
  }
  if (!pair) return tl::unexpected<Error>(std::move(pair.error()));
  counts_.input_ids += pair->input.size();
  counts_.target_ids += pair->target.size();
  return std::move(*pair);
}

Result<TokenizeCounts> TokenizeExamples(const NextExample& next, const Tokenizer& tokenizer,
                                        const TokenizeOptions& options, TokenShardWriter* out, ThreadPool* pool) {
  const size_t parts = pool == nullptr ? 1 : pool->num_threads();
  std::vector<ExampleTokenizer> workers(parts, ExampleTokenizer(tokenizer, options));
  TokenizeCounts counts;
  while (true) {
    GODEL_TRY(const std::vector<Example> examples, ReadSome(next));
    if (examples.empty()) break;
    std::vector<Result<std::optional<IdPair>>> pairs(examples.size());
    const auto tokenize = [&](size_t part) {
      const auto [begin, end] = PartOf(examples.size(), parts, part);
      for (size_t i = begin; i < end; ++i) pairs[i] = workers[part].Tokenize(examples[i]);
    };
    if (pool == nullptr)
      tokenize(0);
    else
      pool->For(parts, tokenize);
    for (ExampleTokenizer& worker : workers) Append(worker.TakeCounts(), &counts);
    for (auto& pair : pairs) {
      if (!pair) return tl::unexpected<Error>(std::move(pair.error()));
      if (*pair) GODEL_TRY_STATUS(out->Add((*pair)->input, (*pair)->target));
    }
  }
  if (counts.examples > 0 && counts.skipped_examples == counts.examples)
    return Fail(ErrorCode::kInvalidArgument, fmt::format("none of {} examples can be learnt from; the first: {}",
                                                         counts.examples, counts.why_skipped));
  return counts;
}

}  // namespace godel
