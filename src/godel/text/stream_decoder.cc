// SPDX-License-Identifier: MIT
#include "godel/text/stream_decoder.h"

#include <utility>

#include "godel/text/clean_up.h"
#include "godel/text/tokenizer_impl.h"

namespace godel {

StreamDecoder::StreamDecoder(const Tokenizer& tokenizer, const DecodeOptions& options)
    : tokenizer_(&tokenizer), options_(options) {}

// Moves the text of ids_ to held_back_.
void StreamDecoder::Settle() {
  std::vector<std::string_view> tokens;
  for (const TokenId id : ids_) tokens.push_back(tokenizer_->PieceOf(id));
  const std::string text = tokenizer_->impl_->decoder.Decode(tokens, at_start_);
  // While there is no text the next token may still be treated as the first one's companion, so all ids stay.
  if (text.empty() && at_start_) return;
  held_back_ += text;
  at_start_ = false;
  ids_.clear();
}

std::string StreamDecoder::Append(TokenId id) {
  const Tokenizer::Impl& impl = *tokenizer_->impl_;
  const auto token = impl.VisibleToken(id, options_);
  if (!token) return {};
  ids_.push_back(id);
  if (!impl.decoder.Streams() || impl.decoder.IsOpen(*token)) return {};
  Settle();
  if (!options_.clean_up_tokenization_spaces) return std::exchange(held_back_, {});
  const size_t settled = CleanUpBoundary(held_back_);
  std::string part = CleanUpTokenization(held_back_.substr(0, settled));
  held_back_.erase(0, settled);
  return part;
}

std::string StreamDecoder::Finish() {
  Settle();
  ids_.clear();
  at_start_ = true;
  std::string part = std::exchange(held_back_, {});
  return options_.clean_up_tokenization_spaces ? CleanUpTokenization(std::move(part)) : part;
}

}  // namespace godel
