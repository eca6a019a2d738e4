// SPDX-License-Identifier: MIT
// Tokens that are found in a text before the model sees it: <pad>, </s>, sentinels, GODEL's EOS.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/base/token_id.h"
#include "godel/text/normalizer.h"
#include "godel/text/piece_trie.h"
#include "godel/text/tokenizer.h"
#include "godel/text/unigram.h"

namespace godel {

struct AddedToken {
  TokenId id{};
  std::string content{};
  bool single_word = false;  // only where no word character is next to it
  bool lstrip = false;       // takes the white space in front along
  bool rstrip = false;       // takes the white space behind along
  bool normalized = true;    // searched in normalised text, else in the text as it comes
  bool special = false;      // left out by skip_special_tokens
};

// The flags and the content of `json`, an entry of "added_tokens" or of "added_tokens_decoder".
Result<AddedToken> AddedTokenFromJson(const Json& json, TokenId id);
// An id that a file gives. Error: kBadData when it is negative, no integer, or at max_vocabulary or above.
Result<TokenId> TokenIdFromJson(const Json& json, const TokenizerLimits& limits);

// Part of a text: a token, or what lies between tokens.
struct TextPart {
  std::string_view text;
  size_t begin = 0;  // of `text` in the searched text
  std::optional<TokenId> token;
};

class AddedTokens {
 public:
  AddedTokens() = default;
  // Error: kBadData when two tokens share an id or a content, or an id contradicts the vocabulary.
  static Result<AddedTokens> Build(std::vector<AddedToken> tokens, const Unigram& model, const Normalizer& normalizer,
                                   const TokenizerLimits& limits);

  std::vector<TextPart> SplitRaw(std::string_view text) const { return raw_.Split(text, tokens_); }
  std::vector<TextPart> SplitNormalized(std::string_view text) const { return normalized_.Split(text, tokens_); }

  const AddedToken* Find(TokenId id) const;
  const AddedToken* Find(std::string_view content) const;
  std::span<const AddedToken> all() const { return tokens_; }

 private:
  // One set of contents that are searched together: leftmost first, of those the longest.
  struct Matcher {
    PieceTrie contents;
    std::vector<size_t> token_of_content;
    std::vector<TextPart> Split(std::string_view text, std::span<const AddedToken> tokens) const;
  };

  std::vector<AddedToken> tokens_;
  std::map<TokenId, size_t> by_id_;
  std::map<std::string, size_t, std::less<>> by_content_;
  Matcher raw_, normalized_;
};

}  // namespace godel
