// SPDX-License-Identifier: MIT
// Which weights are held in which type.
#pragma once
#include <span>
#include <string>

#include "godel/base/weight_type.h"

namespace godel {

// What cross-attention keeps of an encoded input (decision 17).
enum class CrossAttentionForm {
  kKeysAndValues,  // those of every decoder layer: quickest for one reply
  // Once for all layers: k's weights are applied to the queries, and v's to what they read. Quickest for many replies
  // to long inputs, and a fraction of the memory. Heads must be whole panels of the kernels, else keys and values it
  // is.
  kEncoderOutput,
};

// The matrices of a T5 by what they do, as far as it matters for how well they stand rounding.
struct WeightRecipe {
  WeightType encoder_attention = WeightType::f32;  // q, k, v, o
  WeightType encoder_wi = WeightType::f32;
  WeightType encoder_wo = WeightType::f32;
  WeightType cross_kv = WeightType::f32;           // k, v of the cross-attention, which are read once an input
  WeightType decoder_attention = WeightType::f32;  // the others of both attentions
  WeightType decoder_wi = WeightType::f32;
  WeightType decoder_wo = WeightType::f32;
  WeightType lm_head = WeightType::f32;
  // When it is smaller than lm_head's: the likeliest words of a step are found with it, and lm_head computes those
  // alone.
  WeightType shortlist = WeightType::f32;
  CrossAttentionForm cross_attention = CrossAttentionForm::kKeysAndValues;

  bool has_shortlist() const { return shortlist > lm_head; }
};

// The recipe that `--weights` names: everything in that type, but for what suffers too much from 4 bits.
WeightRecipe RecipeFor(WeightType type);

// The parts of a recipe, by name.
struct RecipePart {
  const char* name;
  WeightType WeightRecipe::*type;
};
std::span<const RecipePart> RecipeParts();

// "int8", or "q4, lm_head int8, for throughput".
std::string Describe(const WeightRecipe& recipe);

}  // namespace godel
