// SPDX-License-Identifier: MIT
// What config.json says about a T5 checkpoint, by the rules of transformers' T5Config.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/base/token_id.h"

namespace godel {

enum class FeedForwardActivation { kRelu, kGelu, kGeluNew, kSilu };  // kGeluNew: tanh form; kGelu: erf form

struct T5Config {
  size_t vocab_size = 32128;
  size_t d_model = 512;           // D
  size_t d_kv = 64;               // K, width of a head; need not be D / H
  size_t d_ff = 2048;             // F
  size_t num_layers = 6;          // encoder
  size_t num_decoder_layers = 6;  // defaults to num_layers
  size_t num_heads = 8;           // H
  size_t relative_attention_num_buckets = 32;
  size_t relative_attention_max_distance = 128;
  double layer_norm_epsilon = 1e-6;
  FeedForwardActivation activation = FeedForwardActivation::kRelu;
  bool gated = false;  // wi_0, wi_1 instead of wi
  // Whether the decoder's output is scaled by d_model^-0.5 before the vocabulary matrix: scale_decoder_outputs when
  // present, else tie_word_embeddings (default true).
  bool scale_decoder_outputs = true;
  TokenId pad_token_id = kPadId;
  std::vector<TokenId> eos_token_ids = {kEosId};
  TokenId decoder_start_token_id = kPadId;
  size_t n_positions = 512;  // advice only: T5 has no limit on length
};

// Error: kUnsupported for another model_type or activation, kBadData for missing or absurd sizes (each must be in its
// sane range, so that products of them cannot overflow).
Result<T5Config> ParseT5Config(const Json& json);
Result<T5Config> LoadT5Config(const std::filesystem::path& config_json);

}  // namespace godel
