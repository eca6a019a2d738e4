// SPDX-License-Identifier: MIT
// Weights as they lie in memory, on their way into a file and back: a file that holds them is mapped and used in place.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/model/weight_recipe.h"
#include "godel/model/weights.h"

namespace godel {

struct PackedWeight {
  std::string name;  // of the tensor of opaque bytes
  const Linear* linear;
};

// "packed.int8_16x4.decoder.block.3.self_attention.qkv": the layout of the bytes, then what the matrix is.
std::string PackedName(WeightType type, std::string_view matrix);

// All matrices of the model.
std::vector<PackedWeight> PackedWeights(const Weights& weights);

// The types that the weights have come to.
WeightRecipe RecipeOf(const Weights& weights);

}  // namespace godel
