// SPDX-License-Identifier: MIT
// From a sentencepiece model to the parts of a tokenizer, as transformers' T5Tokenizer converts it.
#include <fmt/format.h>

#include <set>

#include "godel/text/sentencepiece_model.h"

namespace godel {
namespace {

// Control pieces, the unknown piece and the user's own are searched in raw texts, as added tokens. User-defined pieces
// are ordinary words to skip_special_tokens.
std::vector<AddedToken> ImpliedTokens(const SentencePieceModel& model) {
  std::vector<AddedToken> tokens;
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const auto& piece = model.pieces[id];
    const bool special = piece.type == PieceType::kControl || piece.type == PieceType::kUnknown;
    if (special || piece.type == PieceType::kUserDefined)
      tokens.push_back(
          {.id = ToTokenId(id), .content = std::string(piece.text), .normalized = false, .special = special});
  }
  return tokens;
}

Result<size_t> UnknownId(const SentencePieceModel& model) {
  for (size_t id = 0; id < model.pieces.size(); ++id)
    if (model.pieces[id].type == PieceType::kUnknown) return id;
  return Fail(ErrorCode::kBadData, "no piece of type UNKNOWN");
}

Result<Normalizer> BuildNormalizer(const SentencePieceModel& model, bool add_prefix_space) {
  std::vector<NormalizerStep> steps;
  if (!model.precompiled_charsmap.empty()) {
    GODEL_TRY(auto map, PrecompiledCharsmap::Parse(model.precompiled_charsmap));
    steps.emplace_back(std::move(map));
  }
  if (!add_prefix_space) {
    GODEL_TRY(auto spaces, ReplacePattern::FromRegex(" {2,}"));
    steps.emplace_back(StripStep{.left = false, .right = true});
    steps.emplace_back(ReplaceStep{std::move(spaces), "\u2581"});
  }
  return Normalizer(std::move(steps));
}

PreTokenizer BuildPreTokenizer(bool add_prefix_space) {
  std::vector<PreTokenizerStep> steps;
  if (add_prefix_space) steps.emplace_back(WhitespaceSplitStep{});
  steps.emplace_back(MetaspaceStep{
      .replacement = "\u2581", .prepend_scheme = add_prefix_space ? PrependScheme::kAlways : PrependScheme::kNever});
  return PreTokenizer(std::move(steps));
}

// `given` and those of `implied` about which it says nothing.
std::vector<AddedToken> Merge(std::vector<AddedToken> given, std::vector<AddedToken> implied) {
  std::set<TokenId> ids;
  for (const AddedToken& token : given) ids.insert(token.id);
  for (AddedToken& token : implied)
    if (!ids.contains(token.id)) given.push_back(std::move(token));
  return given;
}

}  // namespace

Result<TokenizerParts> PartsFromSentencePiece(const SentencePieceModel& model, const SentencePieceOptions& options,
                                              const TokenizerLimits& limits) {
  if (options.sentinels > limits.max_vocabulary)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{} sentinels; at most {} are made", options.sentinels, limits.max_vocabulary));
  std::vector<ScoredPiece> pieces;
  pieces.reserve(model.pieces.size() + options.sentinels);
  for (const auto& piece : model.pieces) pieces.push_back({.text = piece.text, .score = piece.score});
  std::vector<AddedToken> implied = ImpliedTokens(model);
  std::vector<std::string> sentinels;
  sentinels.reserve(options.sentinels);
  for (size_t i = options.sentinels; i-- > 0;) {
    sentinels.push_back(fmt::format("<extra_id_{}>", i));
    implied.push_back(
        {.id = ToTokenId(pieces.size()), .content = sentinels.back(), .normalized = false, .special = true});
    pieces.push_back({.text = sentinels.back(), .score = 0.0});
  }
  TokenizerParts parts;
  parts.source = "spiece.model";
  GODEL_TRY(const size_t unk_id, UnknownId(model));
  GODEL_TRY(parts.model, Unigram::Build(pieces, {.unk_id = unk_id, .byte_fallback = model.byte_fallback}, limits));
  const bool add_prefix_space = options.add_prefix_space && model.add_dummy_prefix;
  GODEL_TRY(parts.normalizer, BuildNormalizer(model, add_prefix_space));
  parts.pre_tokenizer = BuildPreTokenizer(add_prefix_space);
  parts.decoder = Decoder::Metaspace(/*drop_in_first=*/add_prefix_space);
  parts.added_tokens = Merge(options.added_tokens, std::move(implied));
  if (const auto eos = parts.model.IdOf("</s>")) parts.suffix.push_back(*eos);
  return parts;
}

Result<Tokenizer> Tokenizer::FromSentencePiece(std::string_view model_bytes, const TokenizerLimits& limits) {
  const auto model = ParseSentencePieceModel(model_bytes, limits);
  if (!model) return Within("sentencepiece model", model.error());
  auto parts = PartsFromSentencePiece(*model, {}, limits);
  if (!parts) return Within("sentencepiece model", parts.error());
  return Assemble(*std::move(parts), limits);
}

}  // namespace godel
