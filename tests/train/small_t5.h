// SPDX-License-Identifier: MIT
// A fresh T5 of two layers and batches of made-up ids for it.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "godel/train/trainable_t5.h"

namespace godel::train {

inline TokenBatch BatchOf(const std::vector<std::pair<std::vector<TokenId>, std::vector<TokenId>>>& pairs) {
  TokenBatch batch;
  for (const auto& [input, target] : pairs) {
    batch.input.ids.insert(batch.input.ids.end(), input.begin(), input.end());
    batch.input.offsets.push_back(batch.input.ids.size());
    batch.target.ids.insert(batch.target.ids.end(), target.begin(), target.end());
    batch.target.offsets.push_back(batch.target.ids.size());
  }
  return batch;
}

inline std::vector<TokenId> Sequence(size_t length, int step) {
  std::vector<TokenId> ids;
  for (size_t i = 0; i + 1 < length; ++i)
    ids.push_back(TokenId{static_cast<int>(3 + (i * 7 + static_cast<size_t>(step)) % 50)});
  ids.push_back(kEosId);
  return ids;
}

inline T5Config SmallConfig() {
  return {
      .vocab_size = 64, .d_model = 16, .d_kv = 4, .d_ff = 32, .num_layers = 2, .num_decoder_layers = 2, .num_heads = 4};
}

inline TrainableT5 SmallModel(const TrainableOptions& options, const T5Config& config = SmallConfig()) {
  auto model = TrainableT5::Fresh(config, {.embedding_deviation = 0.5, .seed = 3}, options);
  EXPECT_TRUE(model) << model.error().message;
  return std::move(*model);
}

inline TrainableT5 SmallModel(at::ScalarType compute = at::kFloat) {
  return SmallModel({.placement = {.compute = compute}});
}

}  // namespace godel::train
