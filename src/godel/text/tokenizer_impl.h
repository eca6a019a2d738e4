// SPDX-License-Identifier: MIT
// What a tokenizer consists of, for the readers of the two file formats and for those who decode.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/text/added_tokens.h"
#include "godel/text/decoder.h"
#include "godel/text/normalizer.h"
#include "godel/text/pre_tokenizer.h"
#include "godel/text/tokenizer.h"
#include "godel/text/unigram.h"

namespace godel {

// As read from files, nothing checked against each other yet.
struct TokenizerParts {
  Unigram model;
  Normalizer normalizer;
  PreTokenizer pre_tokenizer;
  Decoder decoder;
  std::vector<AddedToken> added_tokens;
  std::vector<TokenId> prefix, suffix;  // what the post-processor puts around a text's ids
  std::string source;                   // "tokenizer.json"
};

struct Tokenizer::Impl {
  Unigram model;
  Normalizer normalizer;
  PreTokenizer pre_tokenizer;
  Decoder decoder;
  AddedTokens added_tokens;
  std::vector<TokenId> prefix, suffix;
  std::string source;
  std::vector<bool> special;  // [model.size()]
  size_t vocab_size = 0;

  Status AppendIds(std::string_view text, std::vector<TokenId>* ids) const;
  // The piece that Decode sees; nullopt for an id that it leaves out.
  std::optional<std::string_view> VisibleToken(TokenId id, const DecodeOptions& options) const;
};

}  // namespace godel
