// SPDX-License-Identifier: MIT
// Examples -> pairs of ids, in the format and within the lengths that the model is asked with later: prompt/ builds the
// input, so training and chat cannot drift apart.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/thread_pool.h"
#include "godel/dataset/example.h"
#include "godel/dataset/pair_source.h"
#include "godel/dataset/token_shard.h"
#include "godel/dataset/tokenize_counts.h"
#include "godel/dataset/word_counter.h"
#include "godel/prompt/prompt.h"
#include "godel/text/tokenizer.h"

namespace godel {

struct TokenizeOptions {
  PromptFormat format = PromptFormat::kV11;
  size_t max_source_length = 512;  // ids of an input with its </s>; longer dialogs are shortened as BuildPrompt does
  size_t max_target_length = 128;  // ids of a target with its </s>; longer responses lose their end
};

// One at a time, so that a file may be larger than memory; nullopt at the end.
using NextExample = std::function<Result<std::optional<Example>>()>;

// For one thread at a time; the tokenizer must stay.
class ExampleTokenizer {
 public:
  ExampleTokenizer(const Tokenizer& tokenizer, const TokenizeOptions& options)
      : tokenizer_(tokenizer), options_(options), words_(tokenizer) {}

  // The pair of one example; nullopt, and the reason in the counts, for one that cannot be learnt from. An example
  // without context is asked with one empty turn, as GODEL's data does where the wizard speaks first. Encodes a text
  // about once, however much of it has to go. Error: kInvalidArgument for a max_target_length below 2; what the
  // tokenizer cannot do with any text (kUnsupported, kResourceExhausted).
  Result<std::optional<IdPair>> Tokenize(const Example& example);
  // Of the examples since the last call.
  TokenizeCounts TakeCounts() { return std::exchange(counts_, {}); }

 private:
  Result<IdPair> PairOf(const Example& example);
  Result<std::vector<TokenId>> EncodeInput(const DialogPrompt& prompt, WordCounter* words);
  Result<std::vector<TokenId>> EncodeResponse(const std::string& response);

  const Tokenizer& tokenizer_;
  TokenizeOptions options_;
  TokenizeCounts counts_;
  WordCounter words_;
};

// All examples, in their order, into `out`, which is not committed yet; with a pool on its threads, some thousand
// examples at a time, to the same ids. Error: as above, what `next` says, kIo; and kInvalidArgument when there were
// examples and none could be used.
Result<TokenizeCounts> TokenizeExamples(const NextExample& next, const Tokenizer& tokenizer,
                                        const TokenizeOptions& options, TokenShardWriter* out,
                                        ThreadPool* pool = nullptr);

}  // namespace godel
