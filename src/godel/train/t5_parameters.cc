// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "godel/train/trainable_t5.h"

namespace godel::train {
namespace {

class SpecList {
 public:
  explicit SpecList(const T5Config& config)
      : d_(static_cast<int64_t>(config.d_model)),
        inner_(static_cast<int64_t>(config.num_heads * config.d_kv)),
        f_(static_cast<int64_t>(config.d_ff)),
        gated_(config.gated) {}

  void Norm(const std::string& name) { specs.push_back({name + ".weight", {d_}, /*decays=*/false}); }
  void Matrix(const std::string& name, int64_t rows, int64_t columns) {
    specs.push_back({name + ".weight", {rows, columns}});
  }
  void Attention(const std::string& at) {
    for (const char* const part : {".q", ".k", ".v"}) Matrix(at + part, inner_, d_);
    Matrix(at + ".o", d_, inner_);
  }
  void FeedForward(const std::string& at) {
    Norm(at + ".layer_norm");
    if (gated_) {
      Matrix(at + ".DenseReluDense.wi_0", f_, d_);
      Matrix(at + ".DenseReluDense.wi_1", f_, d_);
    } else {
      Matrix(at + ".DenseReluDense.wi", f_, d_);
    }
    Matrix(at + ".DenseReluDense.wo", d_, f_);
  }

  std::vector<ParameterSpec> specs;

 private:
  int64_t d_, inner_, f_;
  bool gated_;
};

void AddStack(SpecList* list, const std::string& stack, size_t layers, const T5Config& config) {
  const bool decoder = stack == "decoder";
  for (size_t i = 0; i < layers; ++i) {
    const std::string block = fmt::format("{}.block.{}.layer.", stack, i);
    list->Norm(block + "0.layer_norm");
    list->Attention(block + "0.SelfAttention");
    if (i == 0)
      list->Matrix(block + "0.SelfAttention.relative_attention_bias",
                   static_cast<int64_t>(config.relative_attention_num_buckets), static_cast<int64_t>(config.num_heads));
    if (decoder) {
      list->Norm(block + "1.layer_norm");
      list->Attention(block + "1.EncDecAttention");
    }
    list->FeedForward(block + (decoder ? "2" : "1"));
  }
  list->Norm(stack + ".final_layer_norm");
}

}  // namespace

std::vector<ParameterSpec> T5Parameters(const T5Config& config, bool has_lm_head) {
  SpecList list(config);
  const auto v = static_cast<int64_t>(config.vocab_size), d = static_cast<int64_t>(config.d_model);
  list.Matrix("shared", v, d);
  AddStack(&list, "encoder", config.num_layers, config);
  AddStack(&list, "decoder", config.num_decoder_layers, config);
  if (has_lm_head) list.Matrix("lm_head", v, d);
  return std::move(list.specs);
}

}  // namespace godel::train
