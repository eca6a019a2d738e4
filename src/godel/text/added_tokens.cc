// SPDX-License-Identifier: MIT
#include "godel/text/added_tokens.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/text/json_fields.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

// End of the white space that starts at `at`, remembered, so that tokens inside one long run of white space do not
// walk it again and again.
class WhitespaceRuns {
 public:
  explicit WhitespaceRuns(std::string_view text) : text_(text) {}
  size_t EndFrom(size_t at) {
    if (at < begin_ || at >= end_) {
      begin_ = at;
      end_ = at + LeadingWhitespace(text_.substr(at));
    }
    return std::max(at, end_);
  }

 private:
  std::string_view text_;
  size_t begin_ = 0, end_ = 0;
};

size_t WhitespaceBegin(std::string_view text, size_t end, size_t at_least) {
  while (end > at_least) {
    const CodePoint c = LastCodePoint(text.substr(0, end));
    if (!IsWhitespace(c.value)) break;
    end -= c.bytes;
  }
  return std::max(end, at_least);
}

bool StandsAlone(std::string_view text, size_t begin, size_t end) {
  const bool word_before = begin > 0 && IsWordCharacter(LastCodePoint(text.substr(0, begin)).value);
  const bool word_behind = end < text.size() && IsWordCharacter(CodePointAt(text, end).value);
  return !word_before && !word_behind;
}

Status CheckAgainstVocabulary(const AddedToken& token, const Unigram& model, const TokenizerLimits& limits) {
  const auto where = fmt::format("added token {} \"{}\"", Value(token.id), token.content.substr(0, 40));
  if (token.content.empty() || token.content.size() > limits.max_piece_bytes)
    return Fail(ErrorCode::kBadData, fmt::format("{}: {} bytes long; expected 1 to {}", where, token.content.size(),
                                                 limits.max_piece_bytes));
  if (Index(token.id) < model.size()) {
    if (model.PieceOf(token.id) == token.content) return {};
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: the vocabulary has \"{}\" under this id", where, model.PieceOf(token.id)));
  }
  if (const auto id = model.IdOf(token.content))
    return Fail(ErrorCode::kBadData, fmt::format("{}: the vocabulary has it under id {}", where, Value(*id)));
  return {};
}

}  // namespace

Result<TokenId> TokenIdFromJson(const Json& json, const TokenizerLimits& limits) {
  if (!json.is_number_unsigned() || json.get<uint64_t>() >= limits.max_vocabulary)
    return Fail(ErrorCode::kBadData,
                fmt::format("id: expected a whole number below {}, found {}", limits.max_vocabulary, Excerpt(json)));
  return ToTokenId(json.get<size_t>());
}

Result<AddedToken> AddedTokenFromJson(const Json& json, TokenId id) {
  AddedToken token{.id = id};
  GODEL_TRY(token.content, RequiredMember<std::string>(json, "content"));
  GODEL_TRY(const auto special, OptionalMember<bool>(json, "special"));
  GODEL_TRY(const auto normalized, OptionalMember<bool>(json, "normalized"));
  GODEL_TRY(const auto single_word, OptionalMember<bool>(json, "single_word"));
  GODEL_TRY(const auto lstrip, OptionalMember<bool>(json, "lstrip"));
  GODEL_TRY(const auto rstrip, OptionalMember<bool>(json, "rstrip"));
  token.special = special.value_or(false);
  token.normalized = normalized.value_or(!token.special);
  token.single_word = single_word.value_or(false);
  token.lstrip = lstrip.value_or(false);
  token.rstrip = rstrip.value_or(false);
  return token;
}

Result<AddedTokens> AddedTokens::Build(std::vector<AddedToken> tokens, const Unigram& model,
                                       const Normalizer& normalizer, const TokenizerLimits& limits) {
  AddedTokens added;
  added.tokens_ = std::move(tokens);
  std::vector<std::string> raw_contents, normalized_contents;
  for (size_t i = 0; i < added.tokens_.size(); ++i) {
    const AddedToken& token = added.tokens_[i];
    GODEL_TRY_STATUS(CheckAgainstVocabulary(token, model, limits));
    if (!added.by_id_.emplace(token.id, i).second || !added.by_content_.emplace(token.content, i).second)
      return Fail(ErrorCode::kBadData,
                  fmt::format("added token {} \"{}\" is there twice", Value(token.id), token.content.substr(0, 40)));
    if (token.normalized) {
      GODEL_TRY(auto content, normalizer.Normalize(token.content));
      added.normalized_.token_of_content.push_back(i);
      normalized_contents.push_back(std::move(content.text));
    } else {
      added.raw_.token_of_content.push_back(i);
      raw_contents.push_back(token.content);
    }
  }
  const auto trie_of = [](const std::vector<std::string>& contents) {
    return PieceTrie(std::vector<std::string_view>(contents.begin(), contents.end()));
  };
  added.raw_.contents = trie_of(raw_contents);
  added.normalized_.contents = trie_of(normalized_contents);
  return added;
}

const AddedToken* AddedTokens::Find(TokenId id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &tokens_[found->second];
}

const AddedToken* AddedTokens::Find(std::string_view content) const {
  const auto found = by_content_.find(content);
  return found == by_content_.end() ? nullptr : &tokens_[found->second];
}

// The search goes on behind a match's own characters even when rstrip took white space behind them, and `rest` may
// then step back: a token whose content starts with white space shows this. The reference does the same.
std::vector<TextPart> AddedTokens::Matcher::Split(std::string_view text, std::span<const AddedToken> tokens) const {
  std::vector<TextPart> parts;
  if (text.empty()) return parts;
  WhitespaceRuns runs(text);
  size_t rest = 0;  // where the text without a token starts
  for (size_t at = 0; at < text.size() && !token_of_content.empty();) {
    size_t end = at;
    int32_t content = -1;
    PieceTrie::Node node = contents.Root();
    for (size_t i = at; i < text.size(); ++i) {
      node = contents.Child(node, static_cast<unsigned char>(text[i]));
      if (node == PieceTrie::kNone) break;
      if (contents.NumberAt(node) < 0) continue;
      content = contents.NumberAt(node);
      end = i + 1;
    }
    if (content < 0) {
      ++at;
      continue;
    }
    const AddedToken& token = tokens[token_of_content[static_cast<size_t>(content)]];
    const size_t match = at;
    at = end;
    if (token.single_word && !StandsAlone(text, match, end)) continue;
    const size_t begin = token.lstrip ? WhitespaceBegin(text, match, std::min(rest, match)) : match;
    if (token.rstrip) end = runs.EndFrom(end);
    if (rest < begin) parts.push_back({.text = text.substr(rest, begin - rest), .begin = rest, .token = {}});
    parts.push_back({.text = {}, .begin = begin, .token = token.id});
    rest = end;
  }
  if (rest != text.size()) parts.push_back({.text = text.substr(rest), .begin = rest, .token = {}});
  return parts;
}

}  // namespace godel
