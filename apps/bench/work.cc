// SPDX-License-Identifier: MIT
#include "bench/work.h"

namespace godel::apps {

double EncodeFlop(const T5Config& config, CrossAttentionForm cross_attention, const BenchCase& bench_case) {
  const auto B = static_cast<double>(bench_case.requests), S = static_cast<double>(bench_case.source_tokens);
  const auto D = static_cast<double>(config.d_model), F = static_cast<double>(config.d_ff);
  const auto inner = static_cast<double>(config.num_heads * config.d_kv);  // H K
  const auto layers = static_cast<double>(config.num_layers);
  const auto decoder_layers = static_cast<double>(config.num_decoder_layers);
  const double projections = 4 * D * inner + (config.gated ? 3 : 2) * D * F;
  const double attention = 2 * S * inner;  // scores, and the mix of values
  const double cross_kv = cross_attention == CrossAttentionForm::kEncoderOutput ? 0 : 2 * D * inner;
  return 2 * B * S * (layers * (projections + attention) + decoder_layers * cross_kv);
}

double StepBytes(const Engine& engine, const BenchCase& bench_case, const BenchSearch& search) {
  const T5Config& config = engine.config();
  const double position =  // numbers in the keys and values of one position in all layers
      2 * static_cast<double>(config.num_decoder_layers * config.num_heads * config.d_kv);
  const auto B = static_cast<double>(bench_case.requests);
  const double self_positions = static_cast<double>(search.beams * (search.new_tokens + 1)) / 2;
  // The beams of a request go through its source together, and all layers through one that they share.
  const auto cross_bytes = static_cast<double>(engine.cross_bytes(bench_case.source_tokens));
  return static_cast<double>(engine.step_weight_bytes()) +
         B * (cross_bytes + position * self_positions * sizeof(float));
}

}  // namespace godel::apps
