// SPDX-License-Identifier: MIT
// Tokens that must come at a given place.
#include <algorithm>
#include <utility>

#include "godel/generation/logits_processor.h"

namespace godel {
namespace {

void AllowOnly(std::span<const TokenId> ids, std::span<float> scores) {
  std::fill(scores.begin(), scores.end(), kForbidden);
  for (const TokenId id : ids)
    if (InRow(id, scores)) scores[Index(id)] = 0;
}

}  // namespace

// Only right after the start token: with a prefix, nothing is forced.
LogitsProcessor MakeForcedBos(TokenId bos_id) {
  return [bos_id](const ProcessorContext& context, std::span<float> scores) {
    if (context.decoder_ids.size() == 1) AllowOnly({&bos_id, 1}, scores);
  };
}

// The last id that max_length has room for.
LogitsProcessor MakeForcedEos(size_t max_length, std::vector<TokenId> eos_ids) {
  return [max_length, ids = std::move(eos_ids)](const ProcessorContext& context, std::span<float> scores) {
    if (context.decoder_ids.size() + 1 == max_length) AllowOnly(ids, scores);
  };
}

}  // namespace godel
