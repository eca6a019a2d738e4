// SPDX-License-Identifier: MIT
#include "godel/model/lora_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "godel/base/json.h"

namespace godel {
namespace {

// Far above what is of use, and low enough that a file cannot ask for hours of multiplying.
constexpr size_t kMaxRank = 16384;
// Each rule is tried on each module.
constexpr size_t kMaxRules = 4096;
constexpr size_t kMaxPatterns = 64;

bool IsSet(const Json& json, std::string_view key) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return false;
  return found->is_boolean() ? found->get<bool>() : !found->is_structured() || !found->empty();
}

tl::unexpected<Error> Expected(std::string_view key, std::string_view what, const Json& found) {
  return Fail(ErrorCode::kBadData, fmt::format("{}: expected {}, found {}", key, what, Excerpt(found)));
}

struct Refusal {
  std::string_view key;
  std::string_view why;
};

constexpr std::array<Refusal, 9> kRefusals = {{
    {"use_dora", "DoRA scales whole columns"},
    {"fan_in_fan_out", "T5's matrices are not transposed"},
    {"lora_bias", "the adapter adds biases, which T5 has not"},
    {"use_qalora", "QALoRA pools the inputs"},
    {"modules_to_save", "the adapter replaces whole modules"},
    {"layer_replication", "the adapter is for a model with repeated layers"},
    {"trainable_token_indices", "the adapter replaces rows of the embedding"},
    {"target_parameters", "the adapter changes parameters instead of modules"},
    {"alora_invocation_tokens", "the adapter is to work from certain words on"},
}};

// Initialisations that subtract something from the base model's weights, so that the adapter does not fit the model as
// it was published. PEFT writes `true` here when it has converted the adapter.
bool ChangesBase(std::string_view initialisation) {
  for (const std::string_view name : {"pissa", "olora", "loftq", "corda", "lora_ga"})
    if (initialisation.starts_with(name)) return true;
  return false;
}

Status CheckSupported(const Json& json) {
  GODEL_TRY(const auto type, OptionalMember<std::string>(json, "peft_type"));
  if (type != "LORA")
    return Fail(ErrorCode::kUnsupported, fmt::format("peft_type: expected \"LORA\", found {}",
                                                     type ? Excerpt(Json(*type)) : std::string("none")));
  for (const Refusal& refusal : kRefusals)
    if (IsSet(json, refusal.key))
      return Fail(ErrorCode::kUnsupported, fmt::format("{}: {}: {}; merge it in PEFT (merge_and_unload) instead",
                                                       refusal.key, Excerpt(json[refusal.key]), refusal.why));
  GODEL_TRY(const auto bias, OptionalMember<std::string>(json, "bias"));
  if (bias.value_or("none") != "none")
    return Fail(ErrorCode::kUnsupported,
                fmt::format("bias: expected \"none\", found {}: T5 has no biases", Excerpt(Json(*bias))));
  const auto initialisation = json.find("init_lora_weights");
  if (initialisation != json.end() && initialisation->is_string() &&
      ChangesBase(initialisation->get_ref<const std::string&>()))
    return Fail(ErrorCode::kUnsupported,
                fmt::format("init_lora_weights: {}: it changed the model's own weights, too; save the adapter with "
                            "path_initial_model_for_weight_conversion, or merge it in PEFT",
                            Excerpt(*initialisation)));
  return {};
}

bool IsPlain(std::string_view key) {
  return std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
  });
}

// PEFT's re.match(r"(.*\.)?(key)$", module).
bool Applies(const LoraRule& rule, std::string_view module) {
  if (rule.pattern) return rule.pattern->MatchesWhole(module);
  if (rule.key.size() > module.size()) return false;
  const size_t begin = module.size() - rule.key.size();
  if (begin > 0 && module[begin - 1] != '.') return false;
  return std::equal(rule.key.begin(), rule.key.end(), module.begin() + static_cast<ptrdiff_t>(begin),
                    [](char of_key, char of_name) { return of_key == '.' || of_key == of_name; });
}

// The first rule that applies, in the file's order, which PEFT sorts.
double ValueOf(const std::vector<LoraRule>& rules, std::string_view module, double otherwise) {
  for (const LoraRule& rule : rules)
    if (Applies(rule, module)) return rule.value;
  return otherwise;
}

Result<std::vector<LoraRule>> ReadRules(const Json& json, std::string_view key) {
  std::vector<LoraRule> rules;
  if (!IsSet(json, key)) return rules;
  const Json& members = *json.find(key);
  if (!members.is_object()) return Expected(key, "an object of names and numbers", members);
  size_t patterns = 0;
  for (const auto& [name, value] : members.items()) {
    if (!value.is_number()) return Expected(fmt::format("{}: {}", key, Excerpt(Json(name))), "a number", value);
    LoraRule& rule = rules.emplace_back(LoraRule{.key = name, .pattern = {}, .value = value.get<double>()});
    if (IsPlain(name)) continue;
    ++patterns;
    auto pattern = NamePattern::Parse(fmt::format("(.*\\.)?({})$", name));
    if (!pattern) return Within(fmt::format("{}: {}", key, Excerpt(Json(name))), pattern.error());
    rule.pattern = *std::move(pattern);
  }
  if (rules.size() > kMaxRules || patterns > kMaxPatterns)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{}: {} entries, {} of them patterns; at most {} and {} are read", key, rules.size(),
                            patterns, kMaxRules, kMaxPatterns));
  return rules;
}

Status ReadTargets(const Json& json, LoraConfig* config) {
  config->has_exceptions = IsSet(json, "exclude_modules") || IsSet(json, "layers_to_transform");
  const auto found = json.find("target_modules");
  if (found == json.end() || found->is_null()) return {};
  if (found->is_string()) {
    const std::string& text = found->get_ref<const std::string&>();
    if (text == "all-linear") {
      config->target_kind = LoraTargetKind::kAllLinear;
      return {};
    }
    auto pattern = NamePattern::Parse(text);
    if (!pattern && pattern.error().code == ErrorCode::kUnsupported) return {};
    if (!pattern) return Within("target_modules", pattern.error());
    config->target_kind = LoraTargetKind::kPattern;
    config->target_pattern = *std::move(pattern);
    return {};
  }
  if (!found->is_array()) return Expected("target_modules", "names, or a pattern of them", *found);
  if (found->size() > kMaxRules)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("target_modules: {} names; at most {} are read", found->size(), kMaxRules));
  config->target_kind = LoraTargetKind::kEndings;
  for (const Json& name : *found) {
    if (!name.is_string()) return Expected("target_modules", "names", name);
    config->target_endings.push_back(name.get<std::string>());
  }
  return {};
}

Status CheckRank(std::string_view key, double rank) {
  if (rank >= 1 && rank <= kMaxRank && rank == std::floor(rank)) return {};
  return Fail(ErrorCode::kBadData,
              fmt::format("{}: expected a whole number from 1 to {}, found {}", key, kMaxRank, rank));
}

bool EndsWithName(std::string_view module, std::string_view ending) {
  if (!module.ends_with(ending)) return false;
  return module.size() == ending.size() || module[module.size() - ending.size() - 1] == '.';
}

}  // namespace

Result<LoraConfig> ParseLoraConfig(const Json& json) {
  if (!json.is_object()) return Fail(ErrorCode::kBadData, fmt::format("expected an object, found {}", Excerpt(json)));
  GODEL_TRY_STATUS(CheckSupported(json));
  LoraConfig config;
  GODEL_TRY(const auto rank, OptionalMember<double>(json, "r"));
  GODEL_TRY(const auto alpha, OptionalMember<double>(json, "lora_alpha"));
  GODEL_TRY(const auto stabilized, OptionalMember<bool>(json, "use_rslora"));
  GODEL_TRY(const auto base_model, OptionalMember<std::string>(json, "base_model_name_or_path"));
  if (rank) {
    GODEL_TRY_STATUS(CheckRank("r", *rank));
    config.rank = static_cast<size_t>(*rank);
  }
  config.alpha = alpha.value_or(config.alpha);
  config.rank_stabilized = stabilized.value_or(false);
  config.base_model = base_model.value_or("");
  GODEL_TRY(config.ranks, ReadRules(json, "rank_pattern"));
  GODEL_TRY(config.alphas, ReadRules(json, "alpha_pattern"));
  for (const LoraRule& rule : config.ranks)
    GODEL_TRY_STATUS(CheckRank(fmt::format("rank_pattern: {}", Excerpt(Json(rule.key))), rule.value));
  GODEL_TRY_STATUS(ReadTargets(json, &config));
  return config;
}

size_t RankOf(const LoraConfig& config, std::string_view module) {
  return static_cast<size_t>(ValueOf(config.ranks, module, static_cast<double>(config.rank)));
}

double ScaleOf(const LoraConfig& config, std::string_view module) {
  const auto rank = static_cast<double>(RankOf(config, module));
  return ValueOf(config.alphas, module, config.alpha) / (config.rank_stabilized ? std::sqrt(rank) : rank);
}

std::optional<bool> IsTarget(const LoraConfig& config, std::string_view module) {
  bool is_target = false;
  switch (config.target_kind) {
    case LoraTargetKind::kUnknown:
      return std::nullopt;
    case LoraTargetKind::kEndings:
      is_target = std::any_of(config.target_endings.begin(), config.target_endings.end(),
                              [&](const std::string& ending) { return EndsWithName(module, ending); });
      break;
    case LoraTargetKind::kPattern:
      is_target = config.target_pattern->MatchesWhole(module);
      break;
    case LoraTargetKind::kAllLinear:
      is_target = module != "lm_head";
      break;
  }
  if (is_target && config.has_exceptions) return std::nullopt;
  return is_target;
}

}  // namespace godel
