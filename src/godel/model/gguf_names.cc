// SPDX-License-Identifier: MIT
#include "godel/model/gguf_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "godel/formats/named_tensors.h"

namespace godel {
namespace {

struct NamePair {
  std::string_view gguf;
  std::string_view hugging_face;
};

// Without the final ".weight".
constexpr NamePair kWholeModel[] = {{"token_embd", "shared"},
                                    {"token_embd", "decoder.embed_tokens"},
                                    {"token_embd", "encoder.embed_tokens"},
                                    {"output", "lm_head"},
                                    {"enc.output_norm", "encoder.final_layer_norm"},
                                    {"dec.output_norm", "decoder.final_layer_norm"}};

// Behind "enc.blk.3." and "encoder.block.3.layer.".
constexpr NamePair kSelfAttention[] = {
    {"attn_norm", "0.layer_norm"},   {"attn_q", "0.SelfAttention.q"},
    {"attn_k", "0.SelfAttention.k"}, {"attn_v", "0.SelfAttention.v"},
    {"attn_o", "0.SelfAttention.o"}, {"attn_rel_b", "0.SelfAttention.relative_attention_bias"}};
constexpr NamePair kCrossAttention[] = {
    {"cross_attn_norm", "1.layer_norm"},     {"cross_attn_q", "1.EncDecAttention.q"},
    {"cross_attn_k", "1.EncDecAttention.k"}, {"cross_attn_v", "1.EncDecAttention.v"},
    {"cross_attn_o", "1.EncDecAttention.o"}, {"cross_attn_rel_b", "1.EncDecAttention.relative_attention_bias"}};
// Behind the layer's number, 1 in the encoder and 2 in the decoder.
constexpr NamePair kFeedForward[] = {{"ffn_norm", "layer_norm"},
                                     {"ffn_gate", "DenseReluDense.wi_0"},
                                     {"ffn_up", "DenseReluDense.wi_1"},
                                     {"ffn_up", "DenseReluDense.wi"},
                                     {"ffn_down", "DenseReluDense.wo"}};

struct StackNames {
  std::string_view gguf;
  std::string_view hugging_face;
  bool decoder;
};
constexpr StackNames kStacks[] = {{"enc.blk.", "encoder.block.", false}, {"dec.blk.", "decoder.block.", true}};

constexpr std::string_view kWeight = ".weight";

bool Consume(std::string_view prefix, std::string_view* text) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

// The digits in front, with the dot behind them taken off `text` too; empty for none.
std::string_view ConsumeNumber(std::string_view* text) {
  const size_t digits = std::min(text->find_first_not_of("0123456789"), text->size());
  const std::string_view number = text->substr(0, digits);
  text->remove_prefix(digits);
  return Consume(".", text) ? number : std::string_view();
}

struct LayerPart {
  std::string gguf;
  std::string hugging_face;
};

std::vector<LayerPart> PartsOfLayer(bool decoder) {
  std::vector<LayerPart> parts;
  for (const auto& [gguf, name] : kSelfAttention) parts.push_back({std::string(gguf), std::string(name)});
  if (decoder)
    for (const auto& [gguf, name] : kCrossAttention) parts.push_back({std::string(gguf), std::string(name)});
  for (const auto& [gguf, name] : kFeedForward)
    parts.push_back({std::string(gguf), fmt::format("{}.{}", decoder ? 2 : 1, name)});
  return parts;
}

const std::vector<LayerPart>& Parts(bool decoder) {
  static const std::array<std::vector<LayerPart>, 2> parts = {PartsOfLayer(false), PartsOfLayer(true)};
  return parts[decoder ? 1 : 0];
}

}  // namespace

std::optional<std::string> ToHuggingFaceName(std::string_view name, bool gated) {
  if (!name.ends_with(kWeight)) return std::nullopt;
  name.remove_suffix(kWeight.size());
  for (const auto& [gguf, hugging_face] : kWholeModel)
    if (name == gguf) return fmt::format("{}{}", hugging_face, kWeight);
  for (const StackNames& stack : kStacks) {
    std::string_view rest = name;
    if (!Consume(stack.gguf, &rest)) continue;
    const std::string_view number = ConsumeNumber(&rest);
    if (number.empty()) return std::nullopt;
    for (const auto& [gguf, hugging_face] : Parts(stack.decoder)) {
      const bool other_shape = hugging_face.ends_with(gated ? ".wi" : ".wi_1");
      if (rest == gguf && !other_shape)
        return fmt::format("{}{}.layer.{}{}", stack.hugging_face, number, hugging_face, kWeight);
    }
  }
  return std::nullopt;
}

std::optional<std::string> ToGgufName(std::string_view name) {
  if (!name.ends_with(kWeight)) return std::nullopt;
  name.remove_suffix(kWeight.size());
  for (const auto& [gguf, hugging_face] : kWholeModel)
    if (name == hugging_face) return fmt::format("{}{}", gguf, kWeight);
  for (const StackNames& stack : kStacks) {
    std::string_view rest = name;
    if (!Consume(stack.hugging_face, &rest)) continue;
    const std::string_view number = ConsumeNumber(&rest);
    if (number.empty() || !Consume("layer.", &rest)) return std::nullopt;
    for (const auto& [gguf, hugging_face] : Parts(stack.decoder))
      if (rest == hugging_face) return fmt::format("{}{}.{}{}", stack.gguf, number, gguf, kWeight);
  }
  return std::nullopt;
}

Result<Checkpoint> WithHuggingFaceNames(Checkpoint gguf) {
  const bool gated = std::any_of(gguf.tensors.begin(), gguf.tensors.end(), [](const auto& tensor) {
    return tensor.first.find(".ffn_gate.") != std::string::npos;
  });
  Checkpoint renamed;
  renamed.files = std::move(gguf.files);
  for (auto& [name, tensor] : gguf.tensors) {
    const std::string new_name = ToHuggingFaceName(name, gated).value_or(name);
    if (!renamed.tensors.emplace(new_name, std::move(tensor)).second)
      return Fail(ErrorCode::kBadData,
                  fmt::format("tensor {}: the file has this tensor under its name in llama.cpp and its name in "
                              "transformers; is it made of two files?",
                              Printable(new_name)));
  }
  return renamed;
}

}  // namespace godel
