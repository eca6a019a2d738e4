// SPDX-License-Identifier: MIT
#include "inspect/tensor_check.h"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace godel::apps {
namespace {

using Shapes = std::map<std::string, Shape>;

void AddAttention(const std::string& name, const T5Config& config, Shapes& shapes) {
  const size_t inner = config.num_heads * config.d_kv;
  for (const char* part : {"q", "k", "v"}) shapes[fmt::format("{}.{}.weight", name, part)] = {inner, config.d_model};
  shapes[name + ".o.weight"] = {config.d_model, inner};
}

void AddStack(const std::string& stack, size_t layers, bool decoder, const T5Config& config, Shapes& shapes) {
  for (size_t i = 0; i < layers; ++i) {
    const std::string block = fmt::format("{}.block.{}.layer.", stack, i);
    const size_t feed_forward = decoder ? 2 : 1;
    AddAttention(block + "0.SelfAttention", config, shapes);
    if (decoder) AddAttention(block + "1.EncDecAttention", config, shapes);
    for (size_t part = 0; part <= feed_forward; ++part)
      shapes[fmt::format("{}{}.layer_norm.weight", block, part)] = {config.d_model};
    const std::string dense = fmt::format("{}{}.DenseReluDense.", block, feed_forward);
    for (const char* wi : config.gated ? std::vector<const char*>{"wi_0", "wi_1"} : std::vector<const char*>{"wi"})
      shapes[fmt::format("{}{}.weight", dense, wi)] = {config.d_ff, config.d_model};
    shapes[dense + "wo.weight"] = {config.d_model, config.d_ff};
  }
  // The first layer's; the others share it.
  shapes[stack + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight"] = {
      config.relative_attention_num_buckets, config.num_heads};
  shapes[stack + ".final_layer_norm.weight"] = {config.d_model};
}

}  // namespace

TensorCheck CheckTensors(const Checkpoint& checkpoint, const T5Config& config) {
  Shapes shapes;
  AddStack("encoder", config.num_layers, /*decoder=*/false, config, shapes);
  AddStack("decoder", config.num_decoder_layers, /*decoder=*/true, config, shapes);
  // One matrix under up to four names; a file may hold any of them.
  bool has_embedding = false;
  for (const char* name :
       {"shared.weight", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"}) {
    if (checkpoint.Find(name) == nullptr) continue;
    has_embedding = has_embedding || std::string(name) != "lm_head.weight";
    shapes[name] = {config.vocab_size, config.d_model};
  }
  TensorCheck check;
  if (!has_embedding) check.problems.push_back("shared.weight is missing");
  for (const auto& [name, shape] : shapes) {
    const StoredTensor* const tensor = checkpoint.Find(name);
    if (tensor == nullptr)
      check.problems.push_back(name + " is missing");
    else if (tensor->view.shape != shape)
      check.problems.push_back(fmt::format("{}: config.json makes it {}, the file has {}", name, ToString(shape),
                                           ToString(tensor->view.shape)));
  }
  for (const auto& [name, tensor] : checkpoint.tensors) {
    if (!shapes.contains(name)) check.unused.push_back(name);
  }
  return check;
}

}  // namespace godel::apps
