// SPDX-License-Identifier: MIT
// adapter_config.json, as PEFT writes it beside a low-rank adapter: which modules it changes and by how much.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/model/name_pattern.h"

namespace godel {

// A value for modules whose names end with a pattern, at a dot (rank_pattern, alpha_pattern).
struct LoraRule {
  std::string key;                     // what the file says; the dots of a plain key stand for any byte, as in PEFT
  std::optional<NamePattern> pattern;  // of the whole name, when the key is more than plain
  double value;
};

enum class LoraTargetKind {
  kUnknown,    // not said, or in a pattern that cannot be read here: the tensors say it themselves
  kEndings,    // names, or what they end with behind a dot
  kPattern,    // of the whole name
  kAllLinear,  // every matrix but lm_head
};

struct LoraConfig {
  size_t rank = 8;  // PEFT's defaults
  double alpha = 8;
  bool rank_stabilized = false;  // divides alpha by the square root of the rank
  std::vector<LoraRule> ranks, alphas;
  LoraTargetKind target_kind = LoraTargetKind::kUnknown;
  std::vector<std::string> target_endings;
  std::optional<NamePattern> target_pattern;
  bool has_exceptions = false;  // exclude_modules or layers_to_transform: a target may be left out
  std::string base_model;       // what the file says of the model; may be empty
};

// Error: kUnsupported for another kind of adapter than plain LoRA (DoRA, biases, whole modules, changed base weights),
// kBadData for values of the wrong kind.
Result<LoraConfig> ParseLoraConfig(const Json& json);

// `module`: "decoder.block.0.layer.1.EncDecAttention.q".
size_t RankOf(const LoraConfig& config, std::string_view module);
double ScaleOf(const LoraConfig& config, std::string_view module);  // of B A: alpha / rank, or alpha / sqrt(rank)

// Whether the adapter changes a module; nullopt when the file does not settle it.
std::optional<bool> IsTarget(const LoraConfig& config, std::string_view module);

}  // namespace godel
