// SPDX-License-Identifier: MIT
#include "godel/model/packed_weights.h"

#include <fmt/format.h>

namespace godel {
namespace {

class Collector {
 public:
  void Add(const std::string& matrix, const Linear& linear) {
    all_.push_back({PackedName(linear.type(), matrix), &linear});
  }
  void Add(const std::string& block, const SelfAttentionWeights& weights) {
    Add(block + ".self_attention.qkv", weights.qkv);
    Add(block + ".self_attention.o", weights.o);
  }
  void Add(const std::string& block, const CrossAttentionWeights& weights) {
    Add(block + ".cross_attention.q", weights.q);
    Add(block + ".cross_attention.kv", weights.kv);
    Add(block + ".cross_attention.o", weights.o);
    if (weights.k_transposed.outputs() > 0) Add(block + ".cross_attention.k_transposed", weights.k_transposed);
  }
  void Add(const std::string& block, const FeedForwardWeights& weights) {
    Add(block + ".feed_forward.wi", weights.wi);
    Add(block + ".feed_forward.wo", weights.wo);
  }
  std::vector<PackedWeight> Take() { return std::move(all_); }

 private:
  std::vector<PackedWeight> all_;
};

}  // namespace

std::string PackedName(WeightType type, std::string_view matrix) {
  return fmt::format("packed.{}.{}", Linear::LayoutOf(type), matrix);
}

std::vector<PackedWeight> PackedWeights(const Weights& weights) {
  Collector collector;
  for (size_t i = 0; i < weights.encoder.size(); ++i) {
    const std::string block = fmt::format("encoder.block.{}", i);
    collector.Add(block, weights.encoder[i].self_attention);
    collector.Add(block, weights.encoder[i].feed_forward);
  }
  for (size_t i = 0; i < weights.decoder.size(); ++i) {
    const std::string block = fmt::format("decoder.block.{}", i);
    collector.Add(block, weights.decoder[i].self_attention);
    collector.Add(block, weights.decoder[i].cross_attention);
    collector.Add(block, weights.decoder[i].feed_forward);
  }
  collector.Add("lm_head", weights.lm_head);
  if (weights.shortlist) collector.Add("shortlist", *weights.shortlist);
  return collector.Take();
}

WeightRecipe RecipeOf(const Weights& weights) {
  const EncoderLayerWeights& encoder = weights.encoder.front();
  const DecoderLayerWeights& decoder = weights.decoder.front();
  return {.encoder_attention = encoder.self_attention.qkv.type(),
          .encoder_wi = encoder.feed_forward.wi.type(),
          .encoder_wo = encoder.feed_forward.wo.type(),
          .cross_kv = decoder.cross_attention.kv.type(),
          .decoder_attention = decoder.self_attention.qkv.type(),
          .decoder_wi = decoder.feed_forward.wi.type(),
          .decoder_wo = decoder.feed_forward.wo.type(),
          .lm_head = weights.lm_head.type(),
          .shortlist = weights.shortlist ? weights.shortlist->type() : weights.lm_head.type(),
          .cross_attention =
              ReadsEncoderOutput(weights) ? CrossAttentionForm::kEncoderOutput : CrossAttentionForm::kKeysAndValues};
}

}  // namespace godel
