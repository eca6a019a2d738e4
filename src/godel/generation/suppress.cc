// SPDX-License-Identifier: MIT
// Ids that are never wanted, values that are no numbers, and the final normalisation.
#include <cmath>
#include <utility>

#include "godel/generation/log_softmax.h"
#include "godel/generation/logits_processor.h"

namespace godel {
namespace {

void Forbid(std::span<const TokenId> ids, std::span<float> scores) {
  for (const TokenId id : ids)
    if (InRow(id, scores)) scores[Index(id)] = kForbidden;
}

}  // namespace

LogitsProcessor MakeSuppressTokens(std::vector<TokenId> ids) {
  return [ids = std::move(ids)](const ProcessorContext&, std::span<float> scores) { Forbid(ids, scores); };
}

LogitsProcessor MakeSuppressTokensAtBegin(std::vector<TokenId> ids, size_t begin_index) {
  return [ids = std::move(ids), begin_index](const ProcessorContext& context, std::span<float> scores) {
    if (context.decoder_ids.size() == begin_index) Forbid(ids, scores);
  };
}

LogitsProcessor MakeRemoveInvalidValues() {
  return [](const ProcessorContext&, std::span<float> scores) {
    for (float& score : scores) {
      if (std::isnan(score))
        score = 0;
      else if (std::isinf(score))
        score = std::copysign(std::numeric_limits<float>::max(), score);
    }
  };
}

LogitsProcessor MakeLogitNormalization() {
  return [](const ProcessorContext&, std::span<float> scores) { LogSoftmax(scores); };
}

}  // namespace godel
