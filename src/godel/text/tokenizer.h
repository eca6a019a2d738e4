// SPDX-License-Identifier: MIT
// Text <-> ids, equal to the fast tokenizers of the `tokenizers` library for Unigram models (T5 and its relatives).
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/token_id.h"

namespace godel {

struct TokenizerLimits {
  size_t max_file_bytes = size_t{64} << 20;
  size_t max_vocabulary = 4'000'000;
  size_t max_piece_bytes = 4096;
};

struct TokenizerParts;
struct VocabularyTables;

// File name -> content, of a Hugging Face folder's tokenizer (tokenizer_files.h).
using TokenizerFiles = std::map<std::string, std::string, std::less<>>;

struct DecodeOptions {
  bool skip_special_tokens = true;
  bool clean_up_tokenization_spaces = false;  // transformers' clean_up_tokenization: " ." -> "." and the like
};

// Immutable after loading: safe to call from many threads.
class Tokenizer {
 public:
  // From a Hugging Face folder: tokenizer.json, or else spiece.model with added_tokens.json / tokenizer_config.json.
  // special_tokens_map.json and tokenizer_config.json add to what counts as special.
  static Result<Tokenizer> Load(const std::filesystem::path& folder, const TokenizerLimits& limits = {});
  // The same from the contents of these files; `where` goes in front of a file's name in messages.
  static Result<Tokenizer> FromFiles(const TokenizerFiles& files, std::string_view where = {},
                                     const TokenizerLimits& limits = {});
  static Result<Tokenizer> FromTokenizerJson(std::string_view json_text, const TokenizerLimits& limits = {});
  // A serialised sentencepiece ModelProto (unigram), treated as transformers' T5Tokenizer does, without sentinels and
  // added tokens: those are in the files beside it, which Load reads.
  static Result<Tokenizer> FromSentencePiece(std::string_view model_bytes, const TokenizerLimits& limits = {});

  // From what a GGUF file says (vocabulary_tables.h), through the same parts as a sentencepiece model.
  static Result<Tokenizer> FromTables(const VocabularyTables& tables, const TokenizerLimits& limits = {});

  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  // The ids of `text` and what the post-processor adds (T5: a final </s>). Error: kInvalidArgument with the offset of
  // the first byte that is not UTF-8; with a strange tokenizer also kUnsupported (text without pieces and no unk_id)
  // or kResourceExhausted (rules that blow texts up). Cost is linear in the text. Truncation and padding that
  // tokenizer.json may ask for are not done, as transformers does neither unless told.
  Result<std::vector<TokenId>> Encode(std::string_view text) const;
  // Without the post-processor's tokens.
  Result<std::vector<TokenId>> EncodeWithoutSpecialTokens(std::string_view text) const;

  // Ids outside the vocabulary are skipped, as the reference does.
  std::string Decode(std::span<const TokenId> ids, const DecodeOptions& options = {}) const;

  size_t vocab_size() const;  // one more than the largest id
  std::optional<TokenId> IdOf(std::string_view piece) const;
  // The piece or added token as it is stored ("▁the"); empty for an id outside the vocabulary.
  std::string_view PieceOf(TokenId id) const;
  bool IsSpecial(TokenId id) const;

  // What FromTables takes, with unused pieces up to `rows`, the model's vocabulary.
  VocabularyTables Tables(size_t rows) const;

  // For reports: "Unigram, 32100 pieces, 105 added tokens, from tokenizer.json".
  std::string Description() const;

 private:
  struct Impl;
  friend class StreamDecoder;
  explicit Tokenizer(std::unique_ptr<const Impl> impl);
  static Result<Tokenizer> Assemble(TokenizerParts parts, const TokenizerLimits& limits);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace godel
