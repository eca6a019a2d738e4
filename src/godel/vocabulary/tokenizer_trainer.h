// SPDX-License-Identifier: MIT
// A vocabulary of one's own: sentencepiece's unigram model (Kudo 2018) with T5's ids and GODEL's added tokens.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/token_documents.h"
#include "godel/text/tokenizer.h"

namespace godel {

struct TokenizerTraining {
  size_t vocab_size = 32000;  // pieces, with <pad> 0, </s> 1 and <unk> 2; sentinels and added tokens come on top
  size_t sentinels = 100;     // <extra_id_n>, for span corruption
  std::vector<std::string> added_tokens = {"EOS", "<PAD>"};  // GODEL's
  double character_coverage = 0.9995;  // share of the text's characters that get a piece; printable ASCII always does
  bool split_digits = false;           // each digit a piece of its own: numbers are then copied digit by digit
  size_t max_texts = 2'000'000;        // a random draw of so many pieces of text, for memory and time; 0: all
  uint64_t seed = 42;
  size_t num_threads = 1;
};

struct TokenizerTrainingCounts {
  size_t texts = 0;
  size_t bytes = 0;
  size_t skipped_texts = 0;  // not UTF-8, or empty
};

struct TrainedTokenizer {
  TokenizerFiles files;  // spiece.model, tokenizer.json, tokenizer_config.json, special_tokens_map.json, ...
  TokenizerTrainingCounts counts;
};

// spiece.model and tokenizer.json give the same ids, but for a space in front of an added token, which is a piece in
// the fast tokenizers and nothing in the slow ones, in transformers and here. Long texts are cut at spaces. Error: what
// `next` says; kInvalidArgument when the texts are too few for the vocabulary, with sentencepiece's words. Holds the
// drawn texts in memory, several times over. Not thread-safe: sentencepiece draws from a generator of its own.
Result<TrainedTokenizer> TrainTokenizer(const NextText& next, const TokenizerTraining& options);

}  // namespace godel
