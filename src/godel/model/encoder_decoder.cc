// SPDX-License-Identifier: MIT
#include "godel/model/encoder_decoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "godel/base/check.h"
#include "godel/ops/elementwise.h"
#include "godel/ops/linear_by_head.h"
#include "godel/ops/measure_machine.h"
#include "godel/ops/shortlist.h"

namespace godel {
namespace {

Activation ActivationOf(FeedForwardActivation activation) {
  switch (activation) {
    case FeedForwardActivation::kRelu:
      return Activation::kRelu;
    case FeedForwardActivation::kGelu:
      return Activation::kGelu;
    case FeedForwardActivation::kGeluNew:
      return Activation::kGeluTanh;
    case FeedForwardActivation::kSilu:
      return Activation::kSilu;
  }
  return Activation::kRelu;
}

// What keys and values are kept in. Beside rounded weights, bf16 loses nothing that shows (docs/weights.md).
WeightType KvTypeBeside(const Linear& projection) {
  return projection.type() == WeightType::f32 ? WeightType::f32 : WeightType::bf16;
}

// The encoder's are used once, so that their size is nothing to win by: bf16 only for CPUs that multiply it.
WeightType EncoderKvType(const Weights& weights, const Compute& compute) {
  const bool multiplies_bf16 = compute.gemm_bf16->prepare_row != nullptr;
  return multiplies_bf16 ? KvTypeBeside(weights.encoder.front().self_attention.qkv) : WeightType::f32;
}

// Of keys and values that nobody wants any more: those of a few inputs of GODEL-base's, which take 8 MiB at 230 tokens.
constexpr size_t kSpareBytes = size_t{64} << 20;

// Rows that attend to the encoder's output at once: each has queries and results for all heads, 74 KB in GODEL-base,
// and a long target to score has hundreds of rows.
constexpr size_t kOutputRows = 128;

// Neighbouring rows that attend to the same source (beams of a request) go through its keys together. A row has
// `queries_per_row` rows of q and out.
std::vector<AttentionGroup> GroupBySource(std::span<const PackedKv* const> sources, size_t queries_per_row,
                                          ConstMatrixView q, MatrixView out) {
  std::vector<AttentionGroup> groups;
  for (size_t r = 0; r < sources.size(); ++r) {
    if (r == 0 || sources[r] != sources[r - 1])
      groups.push_back({q.row_range(r * queries_per_row, 0), sources[r], out.row_range(r * queries_per_row, 0)});
    groups.back().q.rows += queries_per_row;
    groups.back().out.rows += queries_per_row;
  }
  return groups;
}

}  // namespace

Result<EncoderDecoder> EncoderDecoder::Load(const T5Config& config, Checkpoint checkpoint, size_t num_threads,
                                            const WeightRecipe& recipe, const LoraUpdates& lora) {
  GODEL_TRY(Compute compute, MakeCompute(num_threads));
  GODEL_TRY(Weights weights, LoadWeights(std::move(checkpoint), config, recipe, compute, lora));
  return EncoderDecoder(config, std::move(compute), std::move(weights));
}

EncoderDecoder::EncoderDecoder(const T5Config& config, Compute compute, Weights weights)
    : config_(config),
      compute_(std::move(compute)),
      weights_(std::move(weights)),
      heads_{config.num_heads, config.d_kv},
      encoder_kv_type_(EncoderKvType(weights_, compute_)),
      cross_kv_type_(KvTypeBeside(weights_.decoder.front().cross_attention.kv)),
      pool_(std::make_shared<BufferPool>(kSpareBytes)) {}

KvCache EncoderDecoder::MakeCache(size_t max_rows) const {
  return KvCache(config_.num_decoder_layers, max_rows, heads_.count * heads_.width, pool_);
}

void EncoderDecoder::Embed(std::span<const TokenId> ids, size_t first_row, Matrix* hidden) {
  const StoredTensor& table = weights_.embedding;
  const size_t row_bytes = table.view.data.size() / config_.vocab_size;
  embedding_row_.resize(row_bytes);
  const TensorView row{table.view.type, {config_.d_model}, embedding_row_};
  for (size_t i = 0; i < ids.size(); ++i) {
    GODEL_CHECK(Index(ids[i]) < config_.vocab_size);
    weights_.checkpoint.Copy(table, table.view.data.subspan(Index(ids[i]) * row_bytes, row_bytes),
                             embedding_row_.data());
    ReadF32(row, 0, hidden->row(first_row + i));
  }
}

void EncoderDecoder::FeedForward(const FeedForwardWeights& weights, Matrix* hidden) {
  const size_t rows = hidden->rows();
  const auto epsilon = static_cast<float>(config_.layer_norm_epsilon);
  const Activation activation = ActivationOf(config_.activation);
  normed_.ResizeSpread(rows, config_.d_model);
  RmsNorm(hidden->view(), weights.norm, epsilon, normed_.view(), compute_);
  Lap(compute_, "norm");
  wide_.ResizeSpread(rows, weights.wi.outputs());
  weights.wi.Apply(normed_.view(), wide_.view(), compute_);
  Lap(compute_, "wi");
  update_.ResizeSpread(rows, config_.d_model);
  if (config_.gated) {
    gated_.ResizeSpread(rows, config_.d_ff);
    ActivateGated(activation, wide_.view(), gated_.view(), compute_);
    Lap(compute_, "activation");
    weights.wo.Apply(gated_.view(), update_.view(), compute_);
  } else {
    Activate(activation, wide_.view(), wide_.view(), compute_);
    Lap(compute_, "activation");
    weights.wo.Apply(wide_.view(), update_.view(), compute_);
  }
  Lap(compute_, "wo");
  AddInPlace(hidden->view(), update_.view(), compute_);
  Lap(compute_, "add");
}

Encoding EncoderDecoder::StartEncoding(std::span<const std::span<const TokenId>> inputs) {
  if (compute_.profile != nullptr) compute_.profile->Enter("encode");
  Encoding encoding;
  size_t rows = 0;
  for (const auto& ids : inputs) {
    GODEL_CHECK(!ids.empty());
    encoding.lengths.push_back(ids.size());
    rows += ids.size();
  }
  encoding.hidden.ResizeSpread(rows, config_.d_model);
  size_t row = 0;
  for (const auto& ids : inputs) {
    Embed(ids, row, &encoding.hidden);
    row += ids.size();
  }
  Lap(compute_, "embed");
  return encoding;
}

bool EncoderDecoder::ContinueEncoding(size_t layers, Encoding* encoding) {
  if (compute_.profile != nullptr) compute_.profile->Enter("encode");
  weights_.encoder_bias.Prepare(*std::max_element(encoding->lengths.begin(), encoding->lengths.end()));
  for (; layers > 0 && encoding->next_layer < weights_.encoder.size(); --layers)
    EncoderLayer(weights_.encoder[encoding->next_layer++], encoding);
  if (encoding->next_layer < weights_.encoder.size()) return false;
  const MatrixView hidden = encoding->hidden.view();
  RmsNorm(hidden, weights_.encoder_norm, static_cast<float>(config_.layer_norm_epsilon), hidden, compute_);
  Lap(compute_, "norm");
  return true;
}

ConstMatrixView EncoderDecoder::Encode(std::span<const std::span<const TokenId>> inputs) {
  encoding_ = StartEncoding(inputs);
  ContinueEncoding(weights_.encoder.size(), &encoding_);
  return encoding_.hidden.view();
}

void EncoderDecoder::EncoderLayer(const EncoderLayerWeights& layer, Encoding* encoding) {
  const SelfAttentionWeights& attention = layer.self_attention;
  const std::vector<size_t>& lengths = encoding->lengths;
  Matrix& hidden = encoding->hidden;
  const size_t rows = hidden.rows(), inner = heads_.count * heads_.width;
  normed_.ResizeSpread(rows, config_.d_model);
  RmsNorm(hidden.view(), attention.norm, static_cast<float>(config_.layer_norm_epsilon), normed_.view(), compute_);
  Lap(compute_, "norm");
  projected_.ResizeSpread(rows, 3 * inner);
  attention.qkv.Apply(normed_.view(), projected_.view(), compute_);
  Lap(compute_, "qkv");

  const auto kv_bytes = [&](size_t length) { return PackedKv::Bytes(length, heads_, encoder_kv_type_, compute_); };
  size_t all_kv_bytes = 0;
  for (const size_t length : lengths) all_kv_bytes += kv_bytes(length);
  if (all_kv_bytes > encoder_kv_.bytes()) encoder_kv_ = AlignedBuffer(all_kv_bytes);
  auto* kv_at = static_cast<std::byte*>(encoder_kv_.data());
  std::vector<PackedKv> packed(lengths.size());
  std::vector<AttentionGroup> groups(lengths.size());
  attended_.ResizeSpread(rows, inner);
  size_t row = 0;
  for (size_t i = 0; i < lengths.size(); ++i) {
    const MatrixView qkv = projected_.view().row_range(row, lengths[i]);
    packed[i] = PackedKv::Pack(qkv.columns(inner, inner), qkv.columns(2 * inner, inner), heads_, encoder_kv_type_,
                               compute_, kv_at);
    kv_at += kv_bytes(lengths[i]);
    groups[i] = {qkv.columns(0, inner), &packed[i], attended_.view().row_range(row, lengths[i])};
    row += lengths[i];
  }
  Attend(groups, weights_.encoder_bias.view(), compute_);
  Lap(compute_, "self-attention");
  update_.ResizeSpread(rows, config_.d_model);
  attention.o.Apply(attended_.view(), update_.view(), compute_);
  Lap(compute_, "o");
  AddInPlace(hidden.view(), update_.view(), compute_);
  Lap(compute_, "add");
  FeedForward(layer.feed_forward, &hidden);
}

std::shared_ptr<const CrossKv> EncoderDecoder::MakeCrossKv(ConstMatrixView encoder_output) {
  const size_t inner = heads_.count * heads_.width;
  auto cross = std::make_shared<CrossKv>();
  cross->memory = PooledBuffer(pool_, cross_bytes(encoder_output.rows));
  if (ReadsEncoderOutput(weights_)) {
    cross->layers.push_back(PackedKv::Pack(encoder_output, encoder_output, {1, config_.d_model}, cross_kv_type_,
                                           compute_, static_cast<std::byte*>(cross->memory.data())));
    Lap(compute_, "cross pack");
    return cross;
  }
  const size_t layer_bytes = PackedKv::Bytes(encoder_output.rows, heads_, cross_kv_type_, compute_);
  projected_.ResizeSpread(encoder_output.rows, 2 * inner);
  for (const DecoderLayerWeights& layer : weights_.decoder) {
    layer.cross_attention.kv.Apply(encoder_output, projected_.view(), compute_);
    const MatrixView kv = projected_.view();
    Lap(compute_, "cross kv");
    std::byte* const memory = static_cast<std::byte*>(cross->memory.data()) + cross->layers.size() * layer_bytes;
    cross->layers.push_back(
        PackedKv::Pack(kv.columns(0, inner), kv.columns(inner, inner), heads_, cross_kv_type_, compute_, memory));
    Lap(compute_, "cross pack");
  }
  return cross;
}

void EncoderDecoder::SelfAttention(const SelfAttentionWeights& weights, size_t layer,
                                   std::span<const DecoderInput> inputs) {
  const size_t rows = hidden_.rows(), inner = heads_.count * heads_.width;
  normed_.ResizeSpread(rows, config_.d_model);
  RmsNorm(hidden_.view(), weights.norm, static_cast<float>(config_.layer_norm_epsilon), normed_.view(), compute_);
  Lap(compute_, "norm");
  projected_.ResizeSpread(rows, 3 * inner);
  weights.qkv.Apply(normed_.view(), projected_.view(), compute_);
  Lap(compute_, "qkv");
  attended_.ResizeSpread(rows, inner);

  std::vector<CachedQuery> queries;
  queries.reserve(rows);
  size_t row = 0;
  for (const DecoderInput& input : inputs) {
    const std::span<const size_t> offsets = input.cache->offsets(input.row);
    float* keys = input.cache->keys(layer);
    float* values = input.cache->values(layer);
    const size_t first = offsets.size() - input.ids.size();
    for (size_t i = 0; i < input.ids.size(); ++i, ++row) {
      const std::span<const float> qkv = projected_.row(row);
      std::memcpy(keys + offsets[first + i], qkv.data() + inner, inner * sizeof(float));
      std::memcpy(values + offsets[first + i], qkv.data() + 2 * inner, inner * sizeof(float));
      queries.push_back({.q = qkv.first(inner),
                         .keys = keys,
                         .values = values,
                         .offsets = offsets.data(),
                         .length = first + i + 1,
                         .out = attended_.row(row)});
    }
  }
  AttendCached(queries, heads_, weights_.decoder_bias.view(), compute_);
  Lap(compute_, "self-attention");
  update_.ResizeSpread(rows, config_.d_model);
  weights.o.Apply(attended_.view(), update_.view(), compute_);
  Lap(compute_, "o");
  AddInPlace(hidden_.view(), update_.view(), compute_);
  Lap(compute_, "add");
}

// For each head h, with its part of the weights and x the encoder's output: scores q . (k x) = (k^T q) . x, and the mix
// of v x is v times the mix of x. Exact but for rounding; the weights are read every step, x once for all heads.
void EncoderDecoder::AttendToOutput(const CrossAttentionWeights& weights, std::span<const PackedKv* const> sources,
                                    ConstMatrixView q, MatrixView out) {
  const size_t H = heads_.count, inner = H * heads_.width, rows = q.rows;
  output_queries_.ResizeSpread(rows * H, config_.d_model);
  mixed_output_.ResizeSpread(rows * H, config_.d_model);
  ApplyByHead(weights.k_transposed, H, q, output_queries_.view(), compute_);
  Lap(compute_, "cross k");
  Attend(GroupBySource(sources, H, output_queries_.view(), mixed_output_.view()), DistanceBias{}, compute_);
  Lap(compute_, "cross-attention");
  ApplyByHead(weights.kv.Outputs(inner, inner), H, mixed_output_.view(), out, compute_);
  Lap(compute_, "cross v");
}

void EncoderDecoder::CrossAttention(const CrossAttentionWeights& weights, size_t layer,
                                    std::span<const DecoderInput> inputs) {
  const size_t rows = hidden_.rows(), inner = heads_.count * heads_.width;
  normed_.ResizeSpread(rows, config_.d_model);
  RmsNorm(hidden_.view(), weights.norm, static_cast<float>(config_.layer_norm_epsilon), normed_.view(), compute_);
  Lap(compute_, "norm");
  projected_.ResizeSpread(rows, inner);
  weights.q.Apply(normed_.view(), projected_.view(), compute_);
  Lap(compute_, "cross q");
  attended_.ResizeSpread(rows, inner);
  std::vector<const PackedKv*> sources;  // of each row
  sources.reserve(rows);
  for (const DecoderInput& input : inputs) sources.insert(sources.end(), input.ids.size(), &input.cross->layer(layer));
  if (ReadsEncoderOutput(weights_))
    for (size_t begin = 0; begin < rows; begin += kOutputRows) {
      const size_t count = std::min(kOutputRows, rows - begin);
      AttendToOutput(weights, std::span(sources).subspan(begin, count), projected_.view().row_range(begin, count),
                     attended_.view().row_range(begin, count));
    }
  else
    Attend(GroupBySource(sources, 1, projected_.view(), attended_.view()), DistanceBias{}, compute_);
  Lap(compute_, "cross-attention");
  update_.ResizeSpread(rows, config_.d_model);
  weights.o.Apply(attended_.view(), update_.view(), compute_);
  Lap(compute_, "cross o");
  AddInPlace(hidden_.view(), update_.view(), compute_);
  Lap(compute_, "add");
}

ConstMatrixView EncoderDecoder::Decode(std::span<const DecoderInput> inputs) {
  if (compute_.profile != nullptr) compute_.profile->Enter("decode");
  size_t rows = 0, longest = 0;
  for (const DecoderInput& input : inputs) rows += input.ids.size();
  hidden_.ResizeSpread(rows, config_.d_model);
  size_t row = 0;
  for (const DecoderInput& input : inputs) {
    input.cache->Extend(input.row, input.ids.size());
    longest = std::max(longest, input.cache->length(input.row));
    Embed(input.ids, row, &hidden_);
    row += input.ids.size();
  }
  weights_.decoder_bias.Prepare(longest);
  Lap(compute_, "embed");
  for (size_t l = 0; l < weights_.decoder.size(); ++l) {
    const DecoderLayerWeights& layer = weights_.decoder[l];
    SelfAttention(layer.self_attention, l, inputs);
    CrossAttention(layer.cross_attention, l, inputs);
    FeedForward(layer.feed_forward, &hidden_);
  }
  RmsNorm(hidden_.view(), weights_.decoder_norm, static_cast<float>(config_.layer_norm_epsilon), hidden_.view(),
          compute_);
  Lap(compute_, "norm");
  return hidden_.view();
}

ConstMatrixView EncoderDecoder::ScaledForLogits(ConstMatrixView hidden) {
  if (!config_.scale_decoder_outputs) return hidden;
  const float scale = 1.0f / std::sqrt(static_cast<float>(config_.d_model));
  update_.ResizeSpread(hidden.rows, hidden.cols);
  for (size_t r = 0; r < hidden.rows; ++r)
    for (size_t i = 0; i < hidden.cols; ++i) update_.row(r)[i] = hidden.row(r)[i] * scale;
  return update_.view();
}

void EncoderDecoder::Logits(ConstMatrixView hidden, MatrixView logits) {
  weights_.lm_head.Apply(ScaledForLogits(hidden), logits, compute_);
  Lap(compute_, "lm_head");
}

void EncoderDecoder::LogitsToChooseFrom(ConstMatrixView hidden, MatrixView logits) {
  if (!weights_.shortlist) return Logits(hidden, logits);
  const ConstMatrixView input = ScaledForLogits(hidden);
  weights_.shortlist->Apply(input, logits, compute_);
  Lap(compute_, "shortlist");
  RefineLargest(weights_.lm_head, input, logits, compute_);
  Lap(compute_, "lm_head");
}

void EncoderDecoder::SetProfile(Profile* profile) {
  compute_.profile = profile;
}

MachineLimits EncoderDecoder::MeasureMachine() const {
  return godel::MeasureMachine(compute_);
}

size_t EncoderDecoder::cross_bytes(size_t source_length) const {
  if (ReadsEncoderOutput(weights_))
    return PackedKv::Bytes(source_length, {1, config_.d_model}, cross_kv_type_, compute_);
  return weights_.decoder.size() * PackedKv::Bytes(source_length, heads_, cross_kv_type_, compute_);
}

size_t EncoderDecoder::step_weight_bytes() const {
  const Linear& lm_head = weights_.lm_head;
  size_t bytes = lm_head.packed_bytes();
  if (weights_.shortlist)
    bytes = weights_.shortlist->packed_bytes() +
            std::min(bytes, bytes * kShortlistPanels * lm_head.kernel().panel_width / lm_head.outputs());
  for (const DecoderLayerWeights& layer : weights_.decoder) {
    if (ReadsEncoderOutput(weights_))  // and v, a half of kv
      bytes += layer.cross_attention.k_transposed.packed_bytes() + layer.cross_attention.kv.packed_bytes() / 2;
    for (const Linear* linear : {&layer.self_attention.qkv, &layer.self_attention.o, &layer.cross_attention.q,
                                 &layer.cross_attention.o, &layer.feed_forward.wi, &layer.feed_forward.wo})
      bytes += linear->packed_bytes();
  }
  return bytes;
}

}  // namespace godel
