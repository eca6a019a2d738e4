// SPDX-License-Identifier: MIT
// Bans that keep an n-gram from being said twice, or from being taken over from the source.
#include <algorithm>
#include <utility>

#include "godel/generation/logits_processor.h"

namespace godel {
namespace {

// Forbids every id that, after the last n-1 of `decoder_ids`, would complete an n-gram of `text`.
void BanCompletions(std::span<const TokenId> text, std::span<const TokenId> decoder_ids, size_t n,
                    std::span<float> scores) {
  if (n == 0 || decoder_ids.size() + 1 < n || text.size() < n) return;
  const auto context = decoder_ids.last(n - 1);
  for (size_t start = 0; start + n <= text.size(); ++start) {
    const TokenId last = text[start + n - 1];
    if (InRow(last, scores) &&
        std::equal(context.begin(), context.end(), text.begin() + static_cast<std::ptrdiff_t>(start)))
      scores[Index(last)] = kForbidden;
  }
}

}  // namespace

LogitsProcessor MakeNoRepeatNGram(size_t size) {
  return [size](const ProcessorContext& context, std::span<float> scores) {
    BanCompletions(context.decoder_ids, context.decoder_ids, size, scores);
  };
}

LogitsProcessor MakeEncoderNoRepeatNGram(size_t size, std::vector<TokenId> encoder_ids) {
  return [size, ids = std::move(encoder_ids)](const ProcessorContext& context, std::span<float> scores) {
    BanCompletions(ids, context.decoder_ids, size, scores);
  };
}

}  // namespace godel
