// SPDX-License-Identifier: MIT
#include "godel/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "godel/base/utf8.h"
#include "godel/text/clean_up.h"
#include "godel/text/tokenizer_impl.h"

namespace godel {

Tokenizer::Tokenizer(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<Tokenizer> Tokenizer::Assemble(TokenizerParts parts, const TokenizerLimits& limits) {
  auto impl = std::make_unique<Impl>();
  GODEL_TRY(impl->added_tokens,
            AddedTokens::Build(std::move(parts.added_tokens), parts.model, parts.normalizer, limits));
  impl->model = std::move(parts.model);
  impl->normalizer = std::move(parts.normalizer);
  impl->pre_tokenizer = std::move(parts.pre_tokenizer);
  impl->decoder = std::move(parts.decoder);
  impl->prefix = std::move(parts.prefix);
  impl->suffix = std::move(parts.suffix);
  impl->source = std::move(parts.source);

  impl->vocab_size = impl->model.size();
  // A piece is special when it is spelled like a special token, whatever its id.
  std::set<std::string_view> special;
  for (const AddedToken& token : impl->added_tokens.all()) {
    impl->vocab_size = std::max(impl->vocab_size, Index(token.id) + 1);
    if (token.special) special.insert(token.content);
  }
  impl->special.resize(impl->model.size());
  for (size_t id = 0; id < impl->special.size(); ++id)
    impl->special[id] = special.contains(impl->model.PieceOf(ToTokenId(id)));
  for (const auto* ids : {&impl->prefix, &impl->suffix})
    for (const TokenId id : *ids)
      if (Index(id) >= impl->vocab_size)
        return Fail(ErrorCode::kBadData,
                    fmt::format("post_processor: id {} is outside the vocabulary of {}", Value(id), impl->vocab_size));
  return Tokenizer(std::move(impl));
}

Status Tokenizer::Impl::AppendIds(std::string_view text, std::vector<TokenId>* ids) const {
  if (const auto at = FirstInvalidUtf8(text))
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("the text is not UTF-8 at byte {} (0x{:02X})", *at, static_cast<unsigned char>(text[*at])));
  Unigram::Scratch scratch;
  const PreTokenizer::Sink encode = [&](std::string_view piece) { return model.Encode(piece, &scratch, ids); };
  for (const TextPart& raw : added_tokens.SplitRaw(text)) {
    if (raw.token) {
      ids->push_back(*raw.token);
      continue;
    }
    GODEL_TRY(const NormalizedText normalized, normalizer.Normalize(raw.text));
    const bool keeps_front = raw.begin == 0 && normalized.keeps_front;
    for (const TextPart& part : added_tokens.SplitNormalized(normalized.text)) {
      if (part.token)
        ids->push_back(*part.token);
      else
        GODEL_TRY_STATUS(pre_tokenizer.Split(part.text, keeps_front && part.begin == 0, encode));
    }
  }
  return {};
}

Result<std::vector<TokenId>> Tokenizer::EncodeWithoutSpecialTokens(std::string_view text) const {
  std::vector<TokenId> ids;
  GODEL_TRY_STATUS(impl_->AppendIds(text, &ids));
  return ids;
}

Result<std::vector<TokenId>> Tokenizer::Encode(std::string_view text) const {
  std::vector<TokenId> ids = impl_->prefix;
  GODEL_TRY_STATUS(impl_->AppendIds(text, &ids));
  ids.insert(ids.end(), impl_->suffix.begin(), impl_->suffix.end());
  return ids;
}

std::optional<std::string_view> Tokenizer::Impl::VisibleToken(TokenId id, const DecodeOptions& options) const {
  if (Value(id) < 0) return std::nullopt;
  if (const AddedToken* token = added_tokens.Find(id)) {
    if (options.skip_special_tokens && token->special) return std::nullopt;
    return token->content;
  }
  if (Index(id) >= model.size() || (options.skip_special_tokens && special[Index(id)])) return std::nullopt;
  return model.PieceOf(id);
}

std::string Tokenizer::Decode(std::span<const TokenId> ids, const DecodeOptions& options) const {
  std::vector<std::string_view> tokens;
  tokens.reserve(ids.size());
  for (const TokenId id : ids)
    if (const auto token = impl_->VisibleToken(id, options)) tokens.push_back(*token);
  std::string text = impl_->decoder.Decode(tokens);
  return options.clean_up_tokenization_spaces ? CleanUpTokenization(std::move(text)) : text;
}

size_t Tokenizer::vocab_size() const {
  return impl_->vocab_size;
}

std::optional<TokenId> Tokenizer::IdOf(std::string_view piece) const {
  if (const AddedToken* token = impl_->added_tokens.Find(piece)) return token->id;
  return impl_->model.IdOf(piece);
}

std::string_view Tokenizer::PieceOf(TokenId id) const {
  return impl_->VisibleToken(id, {.skip_special_tokens = false}).value_or(std::string_view());
}

bool Tokenizer::IsSpecial(TokenId id) const {
  return impl_->VisibleToken(id, {.skip_special_tokens = false}) && !impl_->VisibleToken(id, {});
}

std::string Tokenizer::Description() const {
  return fmt::format("Unigram, {} pieces, {} added tokens, from {}", impl_->model.size(),
                     impl_->added_tokens.all().size(), impl_->source);
}

}  // namespace godel
