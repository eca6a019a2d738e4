// SPDX-License-Identifier: MIT
#include "godel/text/vocabulary_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/text/sentencepiece_model.h"
#include "godel/text/tokenizer_impl.h"

namespace godel {
namespace {

constexpr std::string_view kSentinel = "<extra_id_";

// What llama.cpp's converter gives to pieces that no model has scored.
constexpr float kAddedScore = -1000;
constexpr float kUnusedScore = -10000;

Status CheckTables(const VocabularyTables& tables, const TokenizerLimits& limits) {
  const size_t count = tables.pieces.size();
  if (count > limits.max_vocabulary)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{} pieces; at most {} are read", count, limits.max_vocabulary));
  if (tables.scores.size() != count)
    return Fail(ErrorCode::kBadData, fmt::format("{} pieces, but {} scores", count, tables.scores.size()));
  if (!tables.types.empty() && tables.types.size() != count)
    return Fail(ErrorCode::kBadData, fmt::format("{} pieces, but {} types", count, tables.types.size()));
  for (size_t id = 0; id < tables.types.size(); ++id)
    if (tables.types[id] < 1 || tables.types[id] > 6)
      return Fail(ErrorCode::kBadData, fmt::format("piece {}: type {}; expected 1 to 6", id, tables.types[id]));
  for (const auto& id : {tables.unknown, tables.suffix})
    if (id && Index(*id) >= count)
      return Fail(ErrorCode::kBadData, fmt::format("id {} is outside the vocabulary of {}", Value(*id), count));
  return {};
}

SentencePieceModel ToModel(const VocabularyTables& tables) {
  SentencePieceModel model;
  model.precompiled_charsmap = tables.precompiled_charsmap;
  bool has_unknown = false;
  for (size_t id = 0; id < tables.pieces.size(); ++id) {
    const auto type = tables.types.empty() ? PieceType::kNormal : static_cast<PieceType>(tables.types[id]);
    model.byte_fallback = model.byte_fallback || type == PieceType::kByte;
    has_unknown = has_unknown || type == PieceType::kUnknown;
    model.pieces.push_back({.text = tables.pieces[id], .score = tables.scores[id], .type = type});
  }
  if (!has_unknown && tables.unknown) model.pieces[Index(*tables.unknown)].type = PieceType::kUnknown;
  return model;
}

}  // namespace

Result<Tokenizer> Tokenizer::FromTables(const VocabularyTables& tables, const TokenizerLimits& limits) {
  GODEL_TRY_STATUS(CheckTables(tables, limits));
  GODEL_TRY(TokenizerParts parts,
            PartsFromSentencePiece(ToModel(tables), {.add_prefix_space = tables.add_space_prefix, .added_tokens = {}},
                                   limits));
  // These tables know T5's sentinels as the user's words only.
  for (AddedToken& token : parts.added_tokens) token.special = token.special || token.content.starts_with(kSentinel);
  parts.suffix.clear();
  if (tables.suffix) parts.suffix.push_back(*tables.suffix);
  parts.source = "the vocabulary of a GGUF file";
  return Assemble(std::move(parts), limits);
}

VocabularyTables Tokenizer::Tables(size_t rows) const {
  VocabularyTables tables;
  const size_t count = std::max(rows, vocab_size());
  for (size_t i = 0; i < count; ++i) {
    const TokenId id = ToTokenId(i);
    const AddedToken* token = impl_->added_tokens.Find(id);
    const bool scored = i < impl_->model.size();
    PieceType type = scored ? PieceType::kNormal : PieceType::kUnused;
    if (token != nullptr)
      type = token->special && !token->content.starts_with(kSentinel) ? PieceType::kControl : PieceType::kUserDefined;
    if (impl_->model.unk_id() == id) type = PieceType::kUnknown;
    tables.types.push_back(static_cast<int32_t>(type));
    if (token != nullptr)
      tables.pieces.push_back(token->content);
    else
      tables.pieces.push_back(scored ? std::string(impl_->model.PieceOf(id)) : fmt::format("[PAD{}]", i));
    tables.scores.push_back(scored             ? static_cast<float>(impl_->model.ScoreOf(id))
                            : token != nullptr ? kAddedScore
                                               : kUnusedScore);
  }
  tables.precompiled_charsmap = impl_->normalizer.PrecompiledBlob();
  tables.add_space_prefix = impl_->pre_tokenizer.PrependsSpace();
  tables.unknown = impl_->model.unk_id();
  if (!impl_->suffix.empty()) tables.suffix = impl_->suffix.back();
  return tables;
}

}  // namespace godel
