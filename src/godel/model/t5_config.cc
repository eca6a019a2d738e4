// SPDX-License-Identifier: MIT
// Defaults and rules of transformers' configuration_t5.py (4.57 and 5.23), read from JSON with bounds.
#include "godel/model/t5_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "godel/base/json.h"

namespace godel {
namespace {

constexpr size_t kMaxExtent = size_t{1} << 20;  // 2^20 squared times 4 bytes is far from overflow
constexpr size_t kMaxLayers = 1024;
constexpr size_t kMaxVocab = size_t{1} << 24;
constexpr size_t kMaxEosIds = 64;

struct Range {
  size_t low;
  size_t high;
};

// The member `key` within `range` into *value, which keeps its default when there is none.
Status ReadSize(const Json& json, const char* key, Range range, size_t* value) {
  GODEL_TRY(const auto member, OptionalMember<int64_t>(json, key));
  if (!member) return {};
  if (*member < static_cast<int64_t>(range.low) || *member > static_cast<int64_t>(range.high))
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: expected {} to {}, found {}", key, range.low, range.high, *member));
  *value = static_cast<size_t>(*member);
  return {};
}

Status ReadSizes(const Json& json, T5Config* config) {
  GODEL_TRY_STATUS(ReadSize(json, "vocab_size", {1, kMaxVocab}, &config->vocab_size));
  GODEL_TRY_STATUS(ReadSize(json, "d_model", {1, kMaxExtent}, &config->d_model));
  GODEL_TRY_STATUS(ReadSize(json, "d_kv", {1, kMaxExtent}, &config->d_kv));
  GODEL_TRY_STATUS(ReadSize(json, "d_ff", {1, kMaxExtent}, &config->d_ff));
  GODEL_TRY_STATUS(ReadSize(json, "num_heads", {1, kMaxExtent}, &config->num_heads));
  GODEL_TRY_STATUS(ReadSize(json, "num_layers", {1, kMaxLayers}, &config->num_layers));
  config->num_decoder_layers = config->num_layers;
  return ReadSize(json, "num_decoder_layers", {1, kMaxLayers}, &config->num_decoder_layers);
}

// The encoder halves the buckets twice (direction, then exact and logarithmic), and the logarithm divides by
// log(max_distance / exact buckets), which must be above 0 in the decoder, too, where half of all are exact.
Status ReadBuckets(const Json& json, T5Config* config) {
  GODEL_TRY_STATUS(
      ReadSize(json, "relative_attention_num_buckets", {4, 4096}, &config->relative_attention_num_buckets));
  GODEL_TRY_STATUS(
      ReadSize(json, "relative_attention_max_distance", {1, kMaxExtent}, &config->relative_attention_max_distance));
  const size_t buckets = config->relative_attention_num_buckets;
  if (buckets % 2 != 0)
    return Fail(ErrorCode::kBadData,
                fmt::format("relative_attention_num_buckets: expected an even number, found {}", buckets));
  if (config->relative_attention_max_distance <= buckets / 2)
    return Fail(ErrorCode::kBadData,
                fmt::format("relative_attention_max_distance: expected more than half of the {} buckets, found {}",
                            buckets, config->relative_attention_max_distance));
  return {};
}

Result<FeedForwardActivation> ActivationOf(const char* key, const std::string& name) {
  if (name == "relu") return FeedForwardActivation::kRelu;
  if (name == "gelu") return FeedForwardActivation::kGelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return FeedForwardActivation::kGeluNew;
  if (name == "silu" || name == "swish") return FeedForwardActivation::kSilu;
  return Fail(
      ErrorCode::kUnsupported,
      fmt::format("{}: activation {} is not known; expected relu, gelu, gelu_new or silu", key, Excerpt(Json(name))));
}

// feed_forward_proj says both; dense_act_fn and is_gated_act, which transformers writes beside it, are what the model
// runs, so they win where a file contradicts itself (as in transformers 4.57.6, tried).
Status ReadFeedForward(const Json& json, T5Config* config) {
  GODEL_TRY(const auto projection, OptionalMember<std::string>(json, "feed_forward_proj"));
  GODEL_TRY(const auto activation, OptionalMember<std::string>(json, "dense_act_fn"));
  GODEL_TRY(const auto gated, OptionalMember<bool>(json, "is_gated_act"));
  if (projection) {
    constexpr std::string_view kGated = "gated-";
    config->gated = projection->starts_with(kGated);
    std::string name = config->gated ? projection->substr(kGated.size()) : *projection;
    // transformers' rule for checkpoints of T5 v1.1: "gated-gelu" means the tanh form.
    if (config->gated && name == "gelu") name = "gelu_new";
    GODEL_TRY(config->activation, ActivationOf("feed_forward_proj", name));
  }
  if (activation) {
    GODEL_TRY(config->activation, ActivationOf("dense_act_fn", *activation));
  }
  config->gated = gated.value_or(config->gated);
  return {};
}

Result<TokenId> ToVocabId(const char* key, const Json& value, size_t vocab_size) {
  const bool fits = value.is_number_integer() && value >= 0 && value < vocab_size;
  if (!fits)
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: expected an id below vocab_size {}, found {}", key, vocab_size, Excerpt(value)));
  return ToTokenId(value.get<size_t>());
}

Status ReadId(const Json& json, const char* key, size_t vocab_size, TokenId* id) {
  const auto member = json.find(key);
  if (member == json.end() || member->is_null()) return {};
  GODEL_TRY(*id, ToVocabId(key, *member, vocab_size));
  return {};
}

Status ReadEosIds(const Json& json, T5Config* config) {
  const auto member = json.find("eos_token_id");
  if (member == json.end() || member->is_null()) return {};
  if (!member->is_array()) {
    config->eos_token_ids.resize(1);
    return ReadId(json, "eos_token_id", config->vocab_size, &config->eos_token_ids[0]);
  }
  if (member->empty() || member->size() > kMaxEosIds)
    return Fail(ErrorCode::kBadData, fmt::format("eos_token_id: expected an id or a list of 1 to {} ids, found {}",
                                                 kMaxEosIds, Excerpt(*member)));
  config->eos_token_ids.clear();
  for (const Json& value : *member) {
    GODEL_TRY(const TokenId id, ToVocabId("eos_token_id", value, config->vocab_size));
    config->eos_token_ids.push_back(id);
  }
  return {};
}

Status ReadIds(const Json& json, T5Config* config) {
  GODEL_TRY_STATUS(ReadId(json, "pad_token_id", config->vocab_size, &config->pad_token_id));
  GODEL_TRY_STATUS(ReadEosIds(json, config));
  config->decoder_start_token_id = config->pad_token_id;
  GODEL_TRY_STATUS(ReadId(json, "decoder_start_token_id", config->vocab_size, &config->decoder_start_token_id));
  // The defaults, too, must be rows of a vocabulary that may be tiny.
  for (const TokenId eos : config->eos_token_ids)
    if (Index(eos) >= config->vocab_size)
      return Fail(ErrorCode::kBadData,
                  fmt::format("vocab_size: {} has no room for eos_token_id {}", config->vocab_size, Value(eos)));
  return {};
}

// What the file says it is; the defaults of its kind.
Result<T5Config> DefaultsFor(const Json& json) {
  GODEL_TRY(const auto model_type, OptionalMember<std::string>(json, "model_type"));
  if (!model_type) {
    const auto architectures = json.find("architectures");
    const bool named = architectures != json.end() && architectures->is_array() && !architectures->empty();
    return Fail(ErrorCode::kBadData,
                fmt::format("model_type: expected \"t5\", found none (architectures: {}); is it a model's config.json?",
                            named ? Excerpt((*architectures)[0]) : "none"));
  }
  if (*model_type == "t5") return T5Config{};
  if (*model_type == "mt5")
    return T5Config{.vocab_size = 250112,
                    .d_ff = 1024,
                    .num_layers = 8,
                    .num_decoder_layers = 8,
                    .num_heads = 6,
                    .activation = FeedForwardActivation::kGeluNew,
                    .gated = true,
                    .scale_decoder_outputs = false};
  std::string_view why;
  if (*model_type == "longt5") why = " (LongT5 attends differently)";
  if (*model_type == "umt5") why = " (UMT5 has a position bias in every layer)";
  if (*model_type == "switch_transformers") why = " (Switch Transformers has several feed-forward networks a layer)";
  return Fail(
      ErrorCode::kUnsupported,
      fmt::format("model_type: expected \"t5\" or \"mt5\", found {}{}; take a GODEL, T5, T5 v1.1 or FLAN-T5 model",
                  Excerpt(Json(*model_type)), why));
}

}  // namespace

Result<T5Config> ParseT5Config(const Json& json) {
  if (!json.is_object()) return Fail(ErrorCode::kBadData, fmt::format("expected an object, found {}", Excerpt(json)));
  GODEL_TRY(T5Config config, DefaultsFor(json));
  GODEL_TRY_STATUS(ReadSizes(json, &config));
  GODEL_TRY_STATUS(ReadBuckets(json, &config));
  GODEL_TRY_STATUS(ReadFeedForward(json, &config));
  GODEL_TRY_STATUS(ReadIds(json, &config));
  GODEL_TRY_STATUS(ReadSize(json, "n_positions", {1, kMaxExtent}, &config.n_positions));
  GODEL_TRY(const auto epsilon, OptionalMember<double>(json, "layer_norm_epsilon"));
  config.layer_norm_epsilon = epsilon.value_or(config.layer_norm_epsilon);
  if (!(config.layer_norm_epsilon > 0 && config.layer_norm_epsilon <= 1))
    return Fail(ErrorCode::kBadData,
                fmt::format("layer_norm_epsilon: expected a number above 0 and at most 1, found {}",
                            config.layer_norm_epsilon));
  GODEL_TRY(const auto scale, OptionalMember<bool>(json, "scale_decoder_outputs"));
  GODEL_TRY(const auto tied, OptionalMember<bool>(json, "tie_word_embeddings"));
  config.scale_decoder_outputs = scale.value_or(tied.value_or(config.scale_decoder_outputs));
  return config;
}

Result<T5Config> LoadT5Config(const std::filesystem::path& config_json) {
  GODEL_TRY(const Json json, ReadJsonFile(config_json, {.max_bytes = size_t{16} << 20, .max_depth = 64}));
  auto config = ParseT5Config(json);
  if (!config) return Within(config_json.string(), config.error());
  return config;
}

}  // namespace godel
