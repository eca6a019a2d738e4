// SPDX-License-Identifier: MIT
// Any text as config.json: an error, or a configuration whose sizes cannot overflow and whose ids are rows.
#include <cstdint>
#include <cstdlib>

#include "godel/base/json.h"
#include "godel/model/t5_config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto json = godel::ParseJson({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto config = godel::ParseT5Config(*json);
  if (!config) return 0;
  bool good = config->vocab_size > 0 && config->vocab_size <= 1u << 24 && config->d_model > 0 &&
              config->d_model <= 1u << 20 && config->num_layers > 0 && config->num_decoder_layers > 0 &&
              config->relative_attention_max_distance > config->relative_attention_num_buckets / 2 &&
              config->layer_norm_epsilon > 0 && !config->eos_token_ids.empty() &&
              godel::Index(config->pad_token_id) < config->vocab_size &&
              godel::Index(config->decoder_start_token_id) < config->vocab_size;
  for (const godel::TokenId eos : config->eos_token_ids) good = good && godel::Index(eos) < config->vocab_size;
  if (!good) std::abort();
  return 0;
}
