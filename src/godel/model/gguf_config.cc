// SPDX-License-Identifier: MIT
#include "godel/model/gguf_config.h"

#include <fmt/format.h>

#include <cstdlib>

#include "godel/base/json.h"
#include "godel/model/t5_config_json.h"

namespace godel {
namespace {

constexpr std::string_view kArchitecture = "t5";

struct KeyPair {
  std::string_view gguf;
  const char* config;
};

// Later ones win.
constexpr KeyPair kSizes[] = {{"t5.embedding_length", "d_model"},
                              {"t5.feed_forward_length", "d_ff"},
                              {"t5.block_count", "num_layers"},
                              {"t5.decoder_block_count", "num_decoder_layers"},
                              {"t5.attention.head_count", "num_heads"},
                              {"t5.attention.key_length", "d_kv"},
                              {"t5.attention.relative_buckets_count", "relative_attention_num_buckets"},
                              {"t5.context_length", "n_positions"},
                              {"godel.relative_attention_max_distance", "relative_attention_max_distance"},
                              {"tokenizer.ggml.padding_token_id", "pad_token_id"},
                              {"godel.pad_token_id", "pad_token_id"},
                              {"tokenizer.ggml.eos_token_id", "eos_token_id"},
                              {"t5.decoder_start_token_id", "decoder_start_token_id"}};

size_t CountLayers(const Checkpoint& tensors, std::string_view stack) {
  size_t layers = 0;
  while (tensors.Find(fmt::format("{}.block.{}.layer.0.layer_norm.weight", stack, layers)) != nullptr) ++layers;
  return layers;
}

// What the tensors themselves say, as config.json would.
Json ConfigFromShapes(const Checkpoint& tensors) {
  Json json = {{"model_type", kArchitecture}};
  const auto matrix = [&](const std::string& name) -> const Shape* {
    const StoredTensor* const tensor = tensors.Find(name);
    return tensor != nullptr && tensor->view.shape.size() == 2 ? &tensor->view.shape : nullptr;
  };
  for (const char* name : {"decoder.embed_tokens.weight", "encoder.embed_tokens.weight", "shared.weight"})
    if (const Shape* shape = matrix(name)) {
      json["vocab_size"] = (*shape)[0];
      json["d_model"] = (*shape)[1];
    }
  const std::string block = "encoder.block.0.layer.", attention = block + "0.SelfAttention.";
  if (const Shape* bias = matrix(attention + "relative_attention_bias.weight")) {
    json["relative_attention_num_buckets"] = (*bias)[0];
    json["num_heads"] = (*bias)[1];
    if (const Shape* q = matrix(attention + "q.weight"); q != nullptr && (*bias)[1] > 0)
      json["d_kv"] = (*q)[0] / (*bias)[1];
  }
  if (const Shape* wo = matrix(block + "1.DenseReluDense.wo.weight")) json["d_ff"] = (*wo)[1];
  json["num_layers"] = CountLayers(tensors, "encoder");
  json["num_decoder_layers"] = CountLayers(tensors, "decoder");
  json["is_gated_act"] = tensors.Find(block + "1.DenseReluDense.wi_0.weight") != nullptr;
  json["scale_decoder_outputs"] = tensors.Find("lm_head.weight") == nullptr;
  return json;
}

Status CheckArchitecture(const GgufMetadata& metadata) {
  GODEL_TRY(const auto name, OptionalValue<std::string_view>(metadata, "general.architecture"));
  if (!name || *name == kArchitecture) return {};
  return Fail(ErrorCode::kUnsupported,
              fmt::format("general.architecture: expected \"t5\", found {}; take a GODEL, T5, T5 v1.1 or FLAN-T5 model "
                          "with encoder and decoder",
                          Excerpt(Json(std::string(*name)))));
}

// The metadata has a float; its shortest decimal form is the double that config.json had (1e-06).
double ShortestDouble(double value) {
  return std::strtod(fmt::format("{}", static_cast<float>(value)).c_str(), nullptr);
}

Status ReadFlags(const GgufMetadata& metadata, Json* json) {
  for (const char* key : {"t5.attention.layer_norm_epsilon", "t5.attention.layer_norm_rms_epsilon"}) {
    GODEL_TRY(const auto epsilon, OptionalValue<double>(metadata, key));
    if (epsilon) (*json)["layer_norm_epsilon"] = ShortestDouble(*epsilon);
  }
  GODEL_TRY(const auto gated, OptionalValue<bool>(metadata, "godel.gated"));
  if (gated) (*json)["is_gated_act"] = *gated;
  (*json)["dense_act_fn"] = (*json)["is_gated_act"] == true ? "gelu_new" : "relu";
  GODEL_TRY(const auto activation, OptionalValue<std::string_view>(metadata, "godel.activation"));
  if (activation) (*json)["dense_act_fn"] = std::string(*activation);
  GODEL_TRY(const auto scale, OptionalValue<bool>(metadata, "godel.scale_decoder_outputs"));
  if (scale) (*json)["scale_decoder_outputs"] = *scale;
  GODEL_TRY(const auto eos, OptionalArray<int64_t>(metadata, "godel.eos_token_ids"));
  if (eos) (*json)["eos_token_id"] = *eos;
  return {};
}

}  // namespace

Result<T5Config> T5ConfigFromGguf(const GgufMetadata& metadata, const Checkpoint& tensors) {
  GODEL_TRY_STATUS(CheckArchitecture(metadata));
  Json json = ConfigFromShapes(tensors);
  for (const auto& [gguf, config] : kSizes) {
    GODEL_TRY(const auto value, OptionalValue<size_t>(metadata, gguf));
    if (value) json[config] = *value;
  }
  GODEL_TRY_STATUS(ReadFlags(metadata, &json));
  auto config = ParseT5Config(json);
  if (!config) return Within("metadata, in config.json's words", config.error());
  return config;
}

void AddT5Config(const T5Config& config, GgufMetadataBuilder* metadata) {
  metadata->AddU32("t5.context_length", config.n_positions);
  metadata->AddU32("t5.embedding_length", config.d_model);
  metadata->AddU32("t5.feed_forward_length", config.d_ff);
  metadata->AddU32("t5.block_count", config.num_layers);
  metadata->AddU32("t5.decoder_block_count", config.num_decoder_layers);
  metadata->AddU32("t5.attention.head_count", config.num_heads);
  metadata->AddU32("t5.attention.key_length", config.d_kv);
  metadata->AddU32("t5.attention.value_length", config.d_kv);
  const auto epsilon = static_cast<float>(config.layer_norm_epsilon);
  metadata->AddF32("t5.attention.layer_norm_epsilon", epsilon);
  metadata->AddF32("t5.attention.layer_norm_rms_epsilon", epsilon);
  metadata->AddU32("t5.attention.relative_buckets_count", config.relative_attention_num_buckets);
  metadata->AddU32("t5.decoder_start_token_id", Index(config.decoder_start_token_id));
  metadata->AddU32("t5.vocab_size", config.vocab_size);
  metadata->AddText("godel.activation", ActivationName(config.activation));
  metadata->AddBool("godel.gated", config.gated);
  metadata->AddU32("godel.relative_attention_max_distance", config.relative_attention_max_distance);
  metadata->AddBool("godel.scale_decoder_outputs", config.scale_decoder_outputs);
  metadata->AddU32("godel.pad_token_id", Index(config.pad_token_id));
  std::vector<uint32_t> eos;
  for (const TokenId id : config.eos_token_ids) eos.push_back(static_cast<uint32_t>(Value(id)));
  metadata->AddU32s("godel.eos_token_ids", eos);
}

}  // namespace godel
