// SPDX-License-Identifier: MIT
#include "godel/text/tokenizer_json.h"

#include <fmt/format.h>

#include "godel/base/json.h"
#include "godel/text/json_fields.h"

namespace godel {
namespace {

// More tokens around a text than anyone needs; a limit, because a template may name a long list many times.
constexpr size_t kMaxTemplateTokens = 64;

Result<Unigram> ModelFromJson(const Json& json, const TokenizerLimits& limits) {
  GODEL_TRY(const auto type, OptionalMember<std::string>(json, "type"));
  const Json* vocab = FindMember(json, "vocab");
  // Old files leave the type out; only Unigram has a list for a vocabulary.
  const bool is_unigram = type ? *type == "Unigram" : vocab != nullptr && vocab->is_array();
  if (!is_unigram)
    return Fail(ErrorCode::kUnsupported,
                fmt::format("type \"{}\"; only Unigram is implemented (T5 and its relatives)", type.value_or("?")));
  if (vocab == nullptr || !vocab->is_array())
    return Fail(ErrorCode::kBadData, "vocab: expected an array of [piece, score]");
  std::vector<ScoredPiece> pieces;
  pieces.reserve(vocab->size());
  for (const Json& entry : *vocab) {
    if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
      return Fail(ErrorCode::kBadData,
                  fmt::format("vocab: expected [piece, score] at {}, found {}", pieces.size(), Excerpt(entry)));
    pieces.push_back({.text = entry[0].get_ref<const std::string&>(), .score = entry[1].get<double>()});
  }
  Unigram::Options options;
  GODEL_TRY(options.unk_id, OptionalMember<size_t>(json, "unk_id"));
  GODEL_TRY(const auto byte_fallback, OptionalMember<bool>(json, "byte_fallback"));
  options.byte_fallback = byte_fallback.value_or(false);
  return Unigram::Build(pieces, options, limits);
}

Result<std::vector<AddedToken>> AddedTokensFromJson(const Json& json, const TokenizerLimits& limits) {
  std::vector<AddedToken> tokens;
  if (!json.is_array()) return Fail(ErrorCode::kBadData, fmt::format("expected an array, found {}", Excerpt(json)));
  for (const Json& entry : json) {
    const Json* id = FindMember(entry, "id");
    if (id == nullptr) return Fail(ErrorCode::kBadData, fmt::format("entry {} has no \"id\"", tokens.size()));
    GODEL_TRY(const TokenId value, TokenIdFromJson(*id, limits));
    GODEL_TRY(auto token, AddedTokenFromJson(entry, value));
    tokens.push_back(std::move(token));
  }
  return tokens;
}

// The ids of one SpecialToken of a template, by the post-processor's own table.
Status AppendTemplateToken(const Json& item, const Json* table, const TokenizerLimits& limits,
                           std::vector<TokenId>* ids) {
  GODEL_TRY(const std::string name, RequiredMember<std::string>(item, "id"));
  const Json* entry = table == nullptr ? nullptr : FindMember(*table, name);
  const Json* list = entry == nullptr ? nullptr : FindMember(*entry, "ids");
  if (list == nullptr || !list->is_array())
    return Fail(ErrorCode::kBadData, fmt::format("special_tokens has no ids for \"{}\"", name));
  for (const Json& id : *list) {
    if (ids->size() == kMaxTemplateTokens)
      return Fail(ErrorCode::kUnsupported, fmt::format("more than {} tokens around a text", kMaxTemplateTokens));
    GODEL_TRY(const TokenId value, TokenIdFromJson(id, limits));
    ids->push_back(value);
  }
  return {};
}

Status PostProcessorFromJson(const Json& json, const TokenizerLimits& limits, TokenizerParts* parts) {
  GODEL_TRY(const std::string type, RequiredMember<std::string>(json, "type"));
  if (type != "TemplateProcessing")
    return Fail(ErrorCode::kUnsupported, fmt::format("type \"{}\"; known is TemplateProcessing", type));
  const Json* single = FindMember(json, "single");
  if (single == nullptr || !single->is_array()) return Fail(ErrorCode::kBadData, "single: expected an array");
  const Json* table = FindMember(json, "special_tokens");
  size_t sequences = 0;
  for (const Json& item : *single) {
    if (FindMember(item, "Sequence") != nullptr) {
      ++sequences;
    } else if (const Json* token = FindMember(item, "SpecialToken")) {
      GODEL_TRY_STATUS(AppendTemplateToken(*token, table, limits, sequences == 0 ? &parts->prefix : &parts->suffix));
    } else {
      return Fail(ErrorCode::kBadData,
                  fmt::format("single: expected Sequence or SpecialToken, found {}", Excerpt(item)));
    }
  }
  if (sequences != 1)
    return Fail(ErrorCode::kBadData, fmt::format("single: expected one Sequence, found {}", sequences));
  return {};
}

// The member, or null.
const Json& MemberOrNull(const Json& json, std::string_view key) {
  static const Json null;
  const Json* member = FindMember(json, key);
  return member == nullptr ? null : *member;
}

}  // namespace

Result<TokenizerParts> ParseTokenizerJson(std::string_view text, const TokenizerLimits& limits) {
  GODEL_TRY(const Json json, ParseJson(text, {.max_bytes = limits.max_file_bytes}));
  TokenizerParts parts;
  parts.source = "tokenizer.json";
  const Json* model = FindMember(json, "model");
  if (model == nullptr) return Fail(ErrorCode::kBadData, "no \"model\"; is this a tokenizer.json?");
  auto unigram = ModelFromJson(*model, limits);
  if (!unigram) return Within("model", unigram.error());
  parts.model = *std::move(unigram);
  GODEL_TRY(parts.normalizer, Normalizer::FromJson(MemberOrNull(json, "normalizer")));
  GODEL_TRY(parts.pre_tokenizer, PreTokenizer::FromJson(MemberOrNull(json, "pre_tokenizer")));
  GODEL_TRY(parts.decoder, Decoder::FromJson(MemberOrNull(json, "decoder")));
  if (const Json* tokens = FindMember(json, "added_tokens")) {
    auto added = AddedTokensFromJson(*tokens, limits);
    if (!added) return Within("added_tokens", added.error());
    parts.added_tokens = *std::move(added);
  }
  if (const Json* processor = FindMember(json, "post_processor")) {
    const auto status = PostProcessorFromJson(*processor, limits, &parts);
    if (!status) return Within("post_processor", status.error());
  }
  return parts;
}

Result<Tokenizer> Tokenizer::FromTokenizerJson(std::string_view json_text, const TokenizerLimits& limits) {
  auto parts = ParseTokenizerJson(json_text, limits);
  if (!parts) return Within("tokenizer.json", parts.error());
  return Assemble(*std::move(parts), limits);
}

}  // namespace godel
