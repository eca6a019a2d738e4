// SPDX-License-Identifier: MIT
// The parameters of a T5 checkpoint, under the names that transformers gives them, packed for this machine.
#pragma once
#include <optional>
#include <vector>

#include "godel/base/result.h"
#include "godel/formats/checkpoint.h"
#include "godel/model/lora_updates.h"
#include "godel/model/relative_position_bias.h"
#include "godel/model/t5_config.h"
#include "godel/model/weight_recipe.h"
#include "godel/ops/linear.h"

namespace godel {

// D model width, H heads, K width of a head, F feed-forward width, V vocabulary, N buckets.
struct SelfAttentionWeights {
  std::vector<float> norm;  // [D]
  Linear qkv;               // D -> 3 H K: queries, keys, values
  Linear o;                 // H K -> D
};

struct CrossAttentionWeights {
  std::vector<float> norm;  // [D]
  Linear q;                 // D -> H K
  Linear kv;                // D -> 2 H K, applied to the encoder's output
  // For each head one under the other, K -> D: k transposed, which makes of a query one that can be compared with the
  // encoder's output, q (k x) = (k^T q) x. Empty when keys are computed instead (CrossAttentionForm).
  Linear k_transposed;
  Linear o;  // H K -> D
};

struct FeedForwardWeights {
  std::vector<float> norm;  // [D]
  Linear wi;                // D -> F, or D -> 2 F when gated: wi_0 above wi_1
  Linear wo;                // F -> D
};

struct EncoderLayerWeights {
  SelfAttentionWeights self_attention;
  FeedForwardWeights feed_forward;
};

struct DecoderLayerWeights {
  SelfAttentionWeights self_attention;
  CrossAttentionWeights cross_attention;
  FeedForwardWeights feed_forward;
};

struct Weights {
  Checkpoint checkpoint;   // keeps the mapped files alive for `embedding` and for matrices that they hold packed
  ByteArena packed;        // the other matrices
  StoredTensor embedding;  // [V, D], as stored: a row is widened when it is looked up
  RelativePositionBias encoder_bias, decoder_bias;
  std::vector<EncoderLayerWeights> encoder;
  std::vector<DecoderLayerWeights> decoder;
  std::vector<float> encoder_norm, decoder_norm;  // [D]
  Linear lm_head;                                 // D -> V: lm_head.weight where the file has it, else the embedding
  std::optional<Linear> shortlist;                // lm_head in smaller weights; see WeightRecipe
};

// Checkpoints hold the one embedding under any subset of three names; this is the one that is read.
std::string EmbeddingName(const Checkpoint& checkpoint);

// Whether cross-attention reads the encoder's output, in all layers, or keys and values.
inline bool ReadsEncoderOutput(const Weights& weights) {
  return weights.decoder.front().cross_attention.k_transposed.outputs() > 0;
}

// Takes what T5 needs out of `checkpoint` and packs it as `recipe` says, with what `lora` adds; matrices that the
// checkpoint holds packed (packed_weights.h) are used as they are. Unknown tensors are ignored (old checkpoints carry
// an unused cross-attention bias). Error: kBadData for a missing tensor, another shape than config's, or values that
// are not finite.
Result<Weights> LoadWeights(Checkpoint checkpoint, const T5Config& config, const WeightRecipe& recipe,
                            const Compute& compute, const LoraUpdates& lora = {});

}  // namespace godel
