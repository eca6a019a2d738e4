// SPDX-License-Identifier: MIT
// The steps of T5 by libtorch's operators, with its own backward of them.
#include <limits>

#include "godel/train/dropout_bits.h"
#include "godel/train/kernels.h"

namespace godel::train {
namespace {

constexpr float kHidden = -std::numeric_limits<float>::infinity();

at::Tensor Indices(const std::vector<int64_t>& values, at::Device device) {
  return at::tensor(values, at::kLong).to(device);
}

at::Tensor IdsOn(at::Device device, std::span<const TokenId> ids) {
  std::vector<int64_t> values;
  values.reserve(ids.size());
  for (const TokenId id : ids) values.push_back(Value(id));
  return Indices(values, device);
}

// The weight's values, from which a gradient flows to where all weights have theirs.
at::Tensor ValuesOf(const Weight& weight) {
  Tensors values = {weight.value.detach()};
  RecordStep(&values, {weight.value}, [weight](const Tensors& gradients) -> Tensors {
    if (weight.gradient.defined()) weight.gradient.add_(gradients[0]);
    return {at::Tensor()};
  });
  return values[0];
}

// Bits as int32, which wraps as uint32 does. Its shift copies the sign; the mask takes the copies away.
int64_t Signed(uint32_t bits) {
  return static_cast<int32_t>(bits);
}
at::Tensor ShiftedRight(const at::Tensor& x, uint32_t by) {
  return x.bitwise_right_shift(Signed(by)).bitwise_and_(Signed(UINT32_MAX >> by));
}

// Which elements of [rows, width] are dropped: those that ApplyDropout drops.
at::Tensor DroppedElements(const Dropout& dropout, int64_t rows, int64_t width, at::Device device) {
  std::vector<int> keys(static_cast<size_t>(rows));
  for (size_t r = 0; r < keys.size(); ++r) keys[r] = static_cast<int>(dropout.Row(r).key);
  const at::Tensor columns = at::arange(width, at::TensorOptions(device).dtype(at::kInt)).mul_(Signed(kColumnStep));
  at::Tensor bits = at::tensor(keys, at::kInt).to(device).unsqueeze(1) + columns;
  bits.bitwise_xor_(ShiftedRight(bits, kMixShift1)).mul_(Signed(kMixFactor1));
  bits.bitwise_xor_(ShiftedRight(bits, kMixShift2)).mul_(Signed(kMixFactor2));
  bits.bitwise_xor_(ShiftedRight(bits, kMixShift3));
  return ShiftedRight(bits, kUnusedBits) < static_cast<int64_t>(dropout.Row(0).threshold);
}

at::Tensor DropBy(const at::Tensor& x, const Dropout& dropout) {
  if (dropout.rate == 0) return x;
  const at::Tensor rows = x.reshape({-1, x.size(-1)});
  const at::Tensor dropped = DroppedElements(dropout, rows.size(0), rows.size(1), x.device());
  return (rows.masked_fill(dropped, 0) * static_cast<double>(dropout.Row(0).scale)).view(x.sizes());
}

at::Tensor LookUpBy(const Weight& table, std::span<const TokenId> ids, const Dropout& dropout) {
  return DropBy(ValuesOf(table).index_select(0, IdsOn(table.value.device(), ids)), dropout);
}

StreamAndNorm AddAndNormBy(const at::Tensor& stream, const at::Tensor& y, const Weight& weight, const Dropout& dropout,
                           const NormOptions& options) {
  const at::Tensor sum = y.defined() ? stream + DropBy(y.to(at::kFloat), dropout) : stream;
  const at::Tensor inverse_rms = (sum.square().mean(-1, /*keepdim=*/true) + options.epsilon).rsqrt();
  return {sum, (sum * inverse_rms * ValuesOf(weight)).to(options.type)};
}

at::Tensor ReluBy(const at::Tensor& x, const Dropout& dropout) {
  return DropBy(x.relu(), dropout);
}

at::Tensor GatedGeluBy(const at::Tensor& gate, const at::Tensor& x, const Dropout& dropout) {
  return DropBy(at::gelu(gate.to(at::kFloat), "tanh") * x.to(at::kFloat), dropout).to(x.scalar_type());
}

// Where the elements of rows without padding are in [B S, ...], and the other way round.
struct PaddedRows {
  int64_t sequences, longest;  // B, S
  at::Tensor rows;             // [B S]: the row of every place, of padding any
  at::Tensor is_padding;       // [B S]
  at::Tensor places;           // [R]
};

PaddedRows PadTo(const std::vector<size_t>& offsets, at::Device device) {
  size_t longest = 0;
  for (size_t b = 1; b < offsets.size(); ++b) longest = std::max(longest, offsets[b] - offsets[b - 1]);
  std::vector<int64_t> rows, padding, places;
  for (size_t b = 1; b < offsets.size(); ++b) {
    const size_t length = offsets[b] - offsets[b - 1];
    for (size_t i = 0; i < longest; ++i) {
      if (i < length) places.push_back(static_cast<int64_t>(rows.size()));
      padding.push_back(i < length ? 0 : 1);
      rows.push_back(static_cast<int64_t>(offsets[b - 1] + std::min(i, length - 1)));
    }
  }
  return {static_cast<int64_t>(offsets.size() - 1), static_cast<int64_t>(longest), Indices(rows, device),
          Indices(padding, device).to(at::kBool), Indices(places, device)};
}

// -> [B, H, S, K], zero where there is padding, so that nothing flows back from there.
at::Tensor HeadsOf(const HeadRows& x, const HeadShape& heads, const PaddedRows& padded) {
  return x.rows.narrow(1, x.column, heads.count * heads.width)
      .index_select(0, padded.rows)
      .masked_fill(padded.is_padding.unsqueeze(1), 0)
      .view({padded.sequences, padded.longest, heads.count, heads.width})
      .transpose(1, 2);
}

at::Tensor AttendBy(const HeadRows& q, const HeadRows& k, const HeadRows& v, const at::Tensor& bias,
                    const AttentionOptions& options) {
  const at::Device device = q.rows.device();
  const PaddedRows of_q = PadTo(*q.offsets, device);
  const PaddedRows of_k = k.offsets == q.offsets ? of_q : PadTo(*k.offsets, device);
  const auto places = [&](int64_t count) { return at::arange(count, at::TensorOptions(device).dtype(at::kLong)); };
  const at::Tensor distance = places(of_k.longest).unsqueeze(0) - places(of_q.longest).unsqueeze(1);  // [Sq, Sk]
  at::Tensor scores = at::matmul(HeadsOf(q, options.heads, of_q), HeadsOf(k, options.heads, of_k).transpose(2, 3));
  const at::ScalarType type = scores.scalar_type();
  scores = scores.to(at::kFloat);
  if (bias.defined())
    scores = scores + bias.index_select(1, (distance + bias.size(1) / 2).flatten())
                          .view({options.heads.count, of_q.longest, of_k.longest});
  at::Tensor hidden = of_k.is_padding.view({of_k.sequences, 1, 1, of_k.longest});
  if (options.mask == Mask::kCausal) hidden = hidden.logical_or(distance > 0);
  const at::Tensor weights = at::softmax(scores.masked_fill(hidden, kHidden), -1).to(type);
  const at::Tensor out = at::matmul(DropBy(weights, options.dropout), HeadsOf(v, options.heads, of_k));
  return out.transpose(1, 2).reshape({-1, options.heads.count * options.heads.width}).index_select(0, of_q.places);
}

at::Tensor BiasByDistanceBy(const Weight& table, const BucketParams& params, size_t length) {
  std::vector<int64_t> buckets;
  for (size_t d = 0; d < 2 * length - 1; ++d)
    buckets.push_back(
        static_cast<int64_t>(BucketOf(static_cast<ptrdiff_t>(d) - static_cast<ptrdiff_t>(length - 1), params)));
  return ValuesOf(table).index_select(0, Indices(buckets, table.value.device())).t();
}

LossSums RowsLossBy(const at::Tensor& logits, std::span<const TokenId> targets, const LossOptions& options,
                    LossGradients gradients) {
  const at::Tensor rows = logits.to(at::kFloat), at_target = IdsOn(logits.device(), targets).unsqueeze(1);
  const at::Tensor log_sum = rows.logsumexp(-1, /*keepdim=*/true);
  const double nll = (log_sum - rows.gather(1, at_target)).sum(at::kDouble).item<double>();
  LossSums sums{.loss = nll, .nll = nll};
  const double smoothing = options.label_smoothing, scale = options.gradient_scale;
  if (smoothing > 0) {
    const double of_all = (log_sum - rows.mean(-1, /*keepdim=*/true)).sum(at::kDouble).item<double>();
    sums.loss = (1 - smoothing) * nll + smoothing * of_all;
  }
  if (gradients == LossGradients::kNone) return sums;
  const at::Tensor gradient =
      (rows - log_sum).exp_().mul_(scale).sub_(scale * smoothing / static_cast<double>(rows.size(1)));
  gradient.scatter_add_(1, at_target, at::full_like(log_sum, -scale * (1 - smoothing)));
  logits.copy_(gradient);
  return sums;
}

}  // namespace

const Kernels& OperatorKernels() {
  static constexpr Kernels kKernels = {.look_up = LookUpBy,
                                       .add_and_norm = AddAndNormBy,
                                       .drop = DropBy,
                                       .relu = ReluBy,
                                       .gated_gelu = GatedGeluBy,
                                       .attend = AttendBy,
                                       .bias_by_distance = BiasByDistanceBy,
                                       .rows_loss = RowsLossBy};
  return kKernels;
}

}  // namespace godel::train
