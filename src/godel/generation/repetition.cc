// SPDX-License-Identifier: MIT
// Penalties for ids that have been said, and rewards for ids of the source.
#include <algorithm>

#include "godel/generation/logits_processor.h"

namespace godel {
namespace {

std::vector<TokenId> Distinct(std::span<const TokenId> ids) {
  std::vector<TokenId> distinct(ids.begin(), ids.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  return distinct;
}

// Multiplying a negative score and dividing a positive one both make the id less likely for a penalty above 1.
void Penalise(std::span<const TokenId> distinct_ids, float penalty, std::span<float> scores) {
  for (const TokenId id : distinct_ids) {
    if (!InRow(id, scores)) continue;
    float& score = scores[Index(id)];
    score = score < 0 ? score * penalty : score / penalty;
  }
}

}  // namespace

// As in the reference the start token and the prefix count as said.
LogitsProcessor MakeRepetitionPenalty(double penalty) {
  return [penalty = static_cast<float>(penalty)](const ProcessorContext& context, std::span<float> scores) {
    Penalise(Distinct(context.decoder_ids), penalty, scores);
  };
}

// The inverse penalty: above 1 it favours the source's words.
LogitsProcessor MakeEncoderRepetitionPenalty(double penalty, std::span<const TokenId> encoder_ids) {
  return [inverse = static_cast<float>(1.0 / penalty), ids = Distinct(encoder_ids)](
             const ProcessorContext&, std::span<float> scores) { Penalise(ids, inverse, scores); };
}

}  // namespace godel
