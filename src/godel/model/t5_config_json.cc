// SPDX-License-Identifier: MIT
#include "godel/model/t5_config_json.h"

#include <fmt/format.h>

#include "godel/base/json.h"

namespace godel {
namespace {

// "gated-gelu" means the tanh form, by transformers' rule for T5 v1.1.
std::string ProjectionName(const T5Config& config) {
  const std::string_view name = ActivationName(config.activation);
  if (!config.gated) return std::string(name);
  return fmt::format("gated-{}", config.activation == FeedForwardActivation::kGeluNew ? "gelu" : name);
}

}  // namespace

std::string_view ActivationName(FeedForwardActivation activation) {
  switch (activation) {
    case FeedForwardActivation::kRelu:
      return "relu";
    case FeedForwardActivation::kGelu:
      return "gelu";
    case FeedForwardActivation::kGeluNew:
      return "gelu_new";
    case FeedForwardActivation::kSilu:
      return "silu";
  }
  return "relu";
}

Json ToConfigJson(const T5Config& config, bool has_lm_head) {
  Json json = {{"architectures", {"T5ForConditionalGeneration"}},
               {"model_type", "t5"},
               {"is_encoder_decoder", true},
               {"vocab_size", config.vocab_size},
               {"d_model", config.d_model},
               {"d_kv", config.d_kv},
               {"d_ff", config.d_ff},
               {"num_layers", config.num_layers},
               {"num_decoder_layers", config.num_decoder_layers},
               {"num_heads", config.num_heads},
               {"relative_attention_num_buckets", config.relative_attention_num_buckets},
               {"relative_attention_max_distance", config.relative_attention_max_distance},
               {"layer_norm_epsilon", config.layer_norm_epsilon},
               {"feed_forward_proj", ProjectionName(config)},
               {"dense_act_fn", ActivationName(config.activation)},
               {"is_gated_act", config.gated},
               {"scale_decoder_outputs", config.scale_decoder_outputs},
               {"tie_word_embeddings", !has_lm_head},
               {"pad_token_id", Value(config.pad_token_id)},
               {"decoder_start_token_id", Value(config.decoder_start_token_id)},
               {"n_positions", config.n_positions},
               {"use_cache", true}};
  if (config.eos_token_ids.size() == 1) {
    json["eos_token_id"] = Value(config.eos_token_ids[0]);
  } else {
    json["eos_token_id"] = Json::array();
    for (const TokenId id : config.eos_token_ids) json["eos_token_id"].push_back(Value(id));
  }
  return json;
}

}  // namespace godel
