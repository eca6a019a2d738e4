// SPDX-License-Identifier: MIT
#include "godel/model/weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "godel/model/packed_weights.h"

namespace godel {
namespace {

class Reader {
 public:
  Reader(const Checkpoint& checkpoint, const LoraUpdates& lora, const Compute& compute, ByteArena* arena)
      : checkpoint_(checkpoint), lora_(lora), compute_(compute), arena_(arena) {}

  bool Has(const std::string& name) const { return checkpoint_.Find(name) != nullptr; }

  Result<const StoredTensor*> Find(const std::string& name, const Shape& shape) const {
    const StoredTensor* tensor = checkpoint_.Find(name);
    if (tensor == nullptr)
      return Fail(ErrorCode::kBadData,
                  fmt::format("tensor {} is missing; the checkpoint has {} tensors, among them {}. Is it a T5 "
                              "encoder-decoder, and is config.json its own?",
                              name, checkpoint_.tensors.size(),
                              checkpoint_.tensors.empty() ? "none" : checkpoint_.tensors.begin()->first));
    if (tensor->view.shape != shape)
      return Fail(ErrorCode::kBadData,
                  fmt::format("tensor {}: config.json makes it {}, the file has {}; is config.json from another model?",
                              name, ToString(shape), ToString(tensor->view.shape)));
    if (!IsFloat(tensor->view.type))
      return Fail(ErrorCode::kUnsupported, fmt::format("tensor {}: expected f32, bf16, f16 or f64 values, found {}",
                                                       name, DataTypeName(tensor->view.type)));
    return tensor;
  }

  Result<std::vector<float>> Values(const std::string& name, const Shape& shape) const {
    GODEL_TRY(const StoredTensor* tensor, Find(name, shape));
    std::vector<float> values(NumElements(shape));
    ReadF32(tensor->view, 0, values);
    for (float value : values)
      if (!std::isfinite(value))
        return Fail(ErrorCode::kBadData, fmt::format("tensor {} holds NaN or infinite values", name));
    return values;
  }

  // What to read for one matrix: the named tensors, each [rows, columns], on top of each other; or `matrix` itself, if
  // the checkpoint has it packed.
  struct MatrixSource {
    std::string matrix;
    std::vector<std::string> names;
    size_t rows, columns;
  };

  Result<Linear> Pack(const MatrixSource& source, WeightType type) const {
    GODEL_TRY(std::optional<Linear> linear,
              TakePacked(source.matrix, {source.names.size() * source.rows, source.columns}));
    if (linear) return *linear;
    return PackTensors(source.names, source.rows, source.columns, type);
  }

  // The matrix `of` [H K, D] for CrossAttentionWeights::k_transposed.
  Result<Linear> PackHeadsTransposed(const std::string& matrix, const std::string& of, const T5Config& c,
                                     WeightType type) const {
    GODEL_TRY(std::optional<Linear> linear, TakePacked(matrix, {c.num_heads * c.d_model, c.d_kv}));
    if (linear) return *linear;
    GODEL_TRY(const StoredTensor* tensor, Find(of, {c.num_heads * c.d_kv, c.d_model}));
    const bool adapted = lora_.Has(of);
    const Sum sum = adapted ? WithUpdates(of, *tensor) : Sum{};
    auto packed = Linear::PackTransposed(adapted ? sum.view : tensor->view, c.num_heads, type, compute_, arena_);
    checkpoint_.ReleasePages(*tensor, tensor->view.data);
    if (!packed) return Within("tensor " + of, packed.error());
    return packed;
  }

  bool HasPacked(const std::string& matrix) const { return FindPacked(matrix).has_value(); }

 private:
  struct PackedTensor {
    WeightType type;
    std::string name;
    const StoredTensor* tensor;
  };

  std::optional<PackedTensor> FindPacked(const std::string& matrix) const {
    for (const WeightType type : {WeightType::bf16, WeightType::int8, WeightType::q4}) {
      const std::string name = PackedName(type, matrix);
      if (const StoredTensor* tensor = checkpoint_.Find(name)) return PackedTensor{type, name, tensor};
    }
    return std::nullopt;
  }

  Result<std::optional<Linear>> TakePacked(const std::string& matrix, Linear::Size size) const {
    const std::optional<PackedTensor> found = FindPacked(matrix);
    if (!found) return std::nullopt;
    auto linear = Linear::FromPacked(found->tensor->view.data, size, found->type, compute_);
    if (!linear) return Within("tensor " + found->name, linear.error());
    return *linear;
  }

  // A matrix of the checkpoint with what adapters add to it. The view is of `values`.
  struct Sum {
    std::vector<float> values;
    TensorView view;
  };

  Sum WithUpdates(const std::string& name, const StoredTensor& tensor) const {
    const size_t rows = tensor.view.shape[0], columns = tensor.view.shape[1];
    Sum sum{std::vector<float>(rows * columns), {.type = DataType::kF32, .shape = tensor.view.shape, .data = {}}};
    const size_t work_per_row = columns * (1 + lora_.TotalRank(name)) / 4;  // about 4 values a nanosecond
    ForRows(compute_, rows, work_per_row, [&](size_t begin, size_t end) {
      const std::span<float> part = std::span(sum.values).subspan(begin * columns, (end - begin) * columns);
      ReadF32(tensor.view, begin * columns, part);
      lora_.AddTo(name, begin * columns, part);
    });
    checkpoint_.ReleasePages(tensor, tensor.view.data);
    sum.view.data = std::as_bytes(std::span(sum.values));
    return sum;
  }

  Result<Linear> PackTensors(const std::vector<std::string>& names, size_t rows, size_t columns,
                             WeightType type) const {
    std::vector<const TensorView*> views;
    std::vector<const StoredTensor*> stored;
    std::vector<Sum> sums(names.size());
    for (size_t i = 0; i < names.size(); ++i) {
      GODEL_TRY(const StoredTensor* tensor, Find(names[i], {rows, columns}));
      const bool adapted = lora_.Has(names[i]);
      if (adapted) sums[i] = WithUpdates(names[i], *tensor);
      stored.push_back(adapted ? nullptr : tensor);
      views.push_back(adapted ? &sums[i].view : &tensor->view);
    }
    // A packed tensor's pages are given back at once, so that loading needs the packed weights and little more.
    auto linear = Linear::Pack(views, type, compute_, arena_, [&](size_t i, std::span<const std::byte> bytes) {
      if (stored[i] != nullptr) checkpoint_.ReleasePages(*stored[i], bytes);
    });
    if (!linear) return Within("tensor " + fmt::format("{}", fmt::join(names, " or ")), linear.error());
    return linear;
  }

  const Checkpoint& checkpoint_;
  const LoraUpdates& lora_;
  const Compute& compute_;
  ByteArena* arena_;  // of the packed matrices
};

Result<SelfAttentionWeights> LoadSelfAttention(const Reader& reader, const std::string& block, const T5Config& c,
                                               WeightType type) {
  const std::string at = block + ".layer.0.SelfAttention.";
  const size_t inner = c.num_heads * c.d_kv;
  SelfAttentionWeights weights;
  GODEL_TRY(weights.norm, reader.Values(block + ".layer.0.layer_norm.weight", {c.d_model}));
  GODEL_TRY(weights.qkv,
            reader.Pack(
                {block + ".self_attention.qkv", {at + "q.weight", at + "k.weight", at + "v.weight"}, inner, c.d_model},
                type));
  GODEL_TRY(weights.o, reader.Pack({block + ".self_attention.o", {at + "o.weight"}, c.d_model, inner}, type));
  return weights;
}

// v must be some of kv's panels, and every head of k_transposed some of its own.
bool HeadsAreWholePanels(const Linear& kv, const T5Config& c) {
  const size_t panel = kv.kernel().panel_width;
  return c.d_kv % panel == 0 && c.d_model % panel == 0;
}

struct CrossAttentionTypes {
  WeightType q_and_o, kv;
  CrossAttentionForm form;
};

Result<CrossAttentionWeights> LoadCrossAttention(const Reader& reader, const std::string& block, const T5Config& c,
                                                 CrossAttentionTypes types) {
  const std::string at = block + ".layer.1.EncDecAttention.";
  const size_t inner = c.num_heads * c.d_kv;
  CrossAttentionWeights weights;
  GODEL_TRY(weights.norm, reader.Values(block + ".layer.1.layer_norm.weight", {c.d_model}));
  GODEL_TRY(weights.q, reader.Pack({block + ".cross_attention.q", {at + "q.weight"}, inner, c.d_model}, types.q_and_o));
  GODEL_TRY(
      weights.kv,
      reader.Pack({block + ".cross_attention.kv", {at + "k.weight", at + "v.weight"}, inner, c.d_model}, types.kv));
  GODEL_TRY(weights.o, reader.Pack({block + ".cross_attention.o", {at + "o.weight"}, c.d_model, inner}, types.q_and_o));
  // A packed file has the matrix or cannot give it.
  const std::string k_transposed = block + ".cross_attention.k_transposed";
  const bool has = reader.HasPacked(k_transposed) || !reader.HasPacked(block + ".cross_attention.kv");
  if (types.form == CrossAttentionForm::kEncoderOutput && has && HeadsAreWholePanels(weights.kv, c)) {
    GODEL_TRY(weights.k_transposed, reader.PackHeadsTransposed(k_transposed, at + "k.weight", c, types.kv));
  }
  return weights;
}

struct FeedForwardTypes {
  WeightType wi, wo;
};

// `number`: the layer's in its block, 1 in the encoder and 2 in the decoder.
Result<FeedForwardWeights> LoadFeedForward(const Reader& reader, const std::string& block, int number,
                                           const T5Config& c, FeedForwardTypes types) {
  const std::string layer = fmt::format("{}.layer.{}", block, number), at = layer + ".DenseReluDense.";
  FeedForwardWeights weights;
  GODEL_TRY(weights.norm, reader.Values(layer + ".layer_norm.weight", {c.d_model}));
  const std::vector<std::string> wi =
      c.gated ? std::vector{at + "wi_0.weight", at + "wi_1.weight"} : std::vector{at + "wi.weight"};
  GODEL_TRY(weights.wi, reader.Pack({block + ".feed_forward.wi", wi, c.d_ff, c.d_model}, types.wi));
  GODEL_TRY(weights.wo, reader.Pack({block + ".feed_forward.wo", {at + "wo.weight"}, c.d_model, c.d_ff}, types.wo));
  return weights;
}

Result<RelativePositionBias> LoadBias(const Reader& reader, const std::string& stack, Direction direction,
                                      const T5Config& c) {
  GODEL_TRY(std::vector<float> table,
            reader.Values(stack + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                          {c.relative_attention_num_buckets, c.num_heads}));
  return RelativePositionBias(std::move(table), c.num_heads,
                              {direction, c.relative_attention_num_buckets, c.relative_attention_max_distance});
}

}  // namespace

std::string EmbeddingName(const Checkpoint& checkpoint) {
  std::string embedding = "shared.weight";
  for (const char* name : {"decoder.embed_tokens.weight", "encoder.embed_tokens.weight", "shared.weight"})
    if (checkpoint.Find(name) != nullptr) embedding = name;
  return embedding;
}

Result<Weights> LoadWeights(Checkpoint checkpoint, const T5Config& c, const WeightRecipe& recipe,
                            const Compute& compute, const LoraUpdates& lora) {
  Weights weights;
  weights.checkpoint = std::move(checkpoint);
  const Reader reader(weights.checkpoint, lora, compute, &weights.packed);

  const std::string embedding = EmbeddingName(weights.checkpoint);
  GODEL_TRY(const StoredTensor* table, reader.Find(embedding, {c.vocab_size, c.d_model}));
  weights.embedding = *table;

  GODEL_TRY(weights.encoder_bias, LoadBias(reader, "encoder", Direction::kBidirectional, c));
  GODEL_TRY(weights.decoder_bias, LoadBias(reader, "decoder", Direction::kCausal, c));
  for (size_t i = 0; i < c.num_layers; ++i) {
    const std::string block = fmt::format("encoder.block.{}", i);
    EncoderLayerWeights& layer = weights.encoder.emplace_back();
    GODEL_TRY(layer.self_attention, LoadSelfAttention(reader, block, c, recipe.encoder_attention));
    GODEL_TRY(layer.feed_forward, LoadFeedForward(reader, block, 1, c, {recipe.encoder_wi, recipe.encoder_wo}));
  }
  const CrossAttentionTypes cross{recipe.decoder_attention, recipe.cross_kv, recipe.cross_attention};
  for (size_t i = 0; i < c.num_decoder_layers; ++i) {
    const std::string block = fmt::format("decoder.block.{}", i);
    DecoderLayerWeights& layer = weights.decoder.emplace_back();
    GODEL_TRY(layer.self_attention, LoadSelfAttention(reader, block, c, recipe.decoder_attention));
    GODEL_TRY(layer.cross_attention, LoadCrossAttention(reader, block, c, cross));
    if ((layer.cross_attention.k_transposed.outputs() > 0) != ReadsEncoderOutput(weights))
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}.cross_attention.k_transposed: some layers have it packed, and some do not", block));
    GODEL_TRY(layer.feed_forward, LoadFeedForward(reader, block, 2, c, {recipe.decoder_wi, recipe.decoder_wo}));
  }
  GODEL_TRY(weights.encoder_norm, reader.Values("encoder.final_layer_norm.weight", {c.d_model}));
  GODEL_TRY(weights.decoder_norm, reader.Values("decoder.final_layer_norm.weight", {c.d_model}));
  const std::string head = reader.Has("lm_head.weight") ? "lm_head.weight" : embedding;
  GODEL_TRY(weights.lm_head, reader.Pack({"lm_head", {head}, c.vocab_size, c.d_model}, recipe.lm_head));
  if (recipe.has_shortlist() || reader.Has(PackedName(WeightType::q4, "shortlist"))) {
    GODEL_TRY(weights.shortlist, reader.Pack({"shortlist", {head}, c.vocab_size, c.d_model}, recipe.shortlist));
  }
  return weights;
}

}  // namespace godel
