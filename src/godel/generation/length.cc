// SPDX-License-Identifier: MIT
// When a reply may end, and when it had better.
#include <algorithm>
#include <cmath>
#include <utility>

#include "godel/generation/logits_processor.h"

namespace godel {

LogitsProcessor MakeMinLength(size_t min_length, std::vector<TokenId> eos_ids) {
  return [min_length, ids = std::move(eos_ids)](const ProcessorContext& context, std::span<float> scores) {
    if (context.decoder_ids.size() >= min_length) return;
    for (const TokenId id : ids)
      if (InRow(id, scores)) scores[Index(id)] = kForbidden;
  };
}

// |score| * (factor^k - 1) is added, so that a negative score rises too. An end token that is forbidden (-inf) stays
// so: transformers 4.57 makes a NaN of it, which then wins; 5.x leaves it.
LogitsProcessor MakeExponentialDecayLength(ExponentialDecayLengthPenalty penalty, size_t prefix_length,
                                           std::span<const TokenId> eos_ids) {
  std::vector<TokenId> ids(eos_ids.begin(), eos_ids.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());  // an id given twice is still raised once
  const size_t start = penalty.start + prefix_length;
  return
      [start, factor = penalty.factor, ids = std::move(ids)](const ProcessorContext& context, std::span<float> scores) {
        const size_t length = context.decoder_ids.size();
        if (length <= start) return;
        const auto raise = static_cast<float>(std::pow(factor, static_cast<double>(length - start)) - 1);
        for (const TokenId id : ids) {
          if (!InRow(id, scores) || scores[Index(id)] == kForbidden) continue;
          // A score of 0 stays 0 even when the power has overflowed; 0 * inf would be NaN.
          if (const float size = std::abs(scores[Index(id)]); size > 0) scores[Index(id)] += size * raise;
        }
      };
}

}  // namespace godel
