// SPDX-License-Identifier: MIT
#include "godel/train/attention.h"

#include <cstring>

#include "godel/train/rows.h"

namespace godel::train {
namespace {

size_t Longest(const std::vector<size_t>& offsets) {
  size_t longest = 0;
  for (size_t i = 1; i < offsets.size(); ++i) longest = std::max(longest, offsets[i] - offsets[i - 1]);
  return longest;
}

// Where the elements of a sequence's head lie: rows without padding and [B H, S, K] with it.
struct Layout {
  std::vector<size_t> offsets;
  size_t padded;  // S
  size_t heads, width;
  size_t sequences() const { return offsets.size() - 1; }
  size_t LengthOf(size_t b) const { return offsets[b + 1] - offsets[b]; }
};

Layout LayoutOf(const HeadRows& x, const HeadShape& heads) {
  return {*x.offsets, Longest(*x.offsets), static_cast<size_t>(heads.count), static_cast<size_t>(heads.width)};
}

enum class Way { kPack, kUnpack };

// Moves between rows [R, n] (from `column` on) and [B H, S, K].
void Move(Way way, const Layout& layout, const at::Tensor& rows, int64_t column, const at::Tensor& packed) {
  const size_t bytes = rows.element_size(), stride = static_cast<size_t>(rows.size(1)) * bytes;
  const size_t piece = layout.width * bytes;
  char* const flat = static_cast<char*>(rows.data_ptr());
  char* const cube = static_cast<char*>(packed.data_ptr());
  ForRows(layout.sequences() * layout.heads, [&](size_t begin, size_t end, size_t) {
    for (size_t task = begin; task < end; ++task) {
      const size_t b = task / layout.heads, h = task % layout.heads;
      char* const row = flat + layout.offsets[b] * stride + static_cast<size_t>(column) * bytes + h * piece;
      char* const head = cube + task * layout.padded * piece;
      for (size_t i = 0; i < layout.LengthOf(b); ++i) {
        if (way == Way::kPack)
          std::memcpy(head + i * piece, row + i * stride, piece);
        else
          std::memcpy(row + i * stride, head + i * piece, piece);
      }
    }
  });
}

at::Tensor Packed(const Layout& layout, const at::Tensor& rows, int64_t column) {
  at::Tensor packed = Zeros({static_cast<int64_t>(layout.sequences() * layout.heads),
                             static_cast<int64_t>(layout.padded), static_cast<int64_t>(layout.width)},
                            rows.scalar_type());
  Move(Way::kPack, layout, rows, column, packed);
  return packed;
}

// One row of scores: which keys it sees, and where its biases begin.
struct Visible {
  size_t keys;
  const float* bias;
};

struct Scores {
  Layout q, k;
  Mask mask;
  at::Tensor bias;  // [H, 2 L - 1] or undefined

  Visible Row(size_t b, size_t h, size_t i) const {
    const size_t keys = mask == Mask::kCausal ? std::min(i + 1, k.LengthOf(b)) : k.LengthOf(b);
    if (!bias.defined()) return {keys, nullptr};
    const auto distances = static_cast<size_t>(bias.size(1));
    return {keys, bias.data_ptr<float>() + h * distances + (distances / 2 - i)};
  }
};

// f(row, task, b, h, i, part): every row of the scores that holds a query; those of padding stay as they are.
template <class F>
void ForScoreRows(const Scores& s, const F& f) {
  ForRows(s.q.sequences() * s.q.heads, [&](size_t begin, size_t end, size_t part) {
    for (size_t task = begin; task < end; ++task)
      for (size_t i = 0; i < s.q.LengthOf(task / s.q.heads); ++i)
        f(task * s.q.padded + i, task / s.q.heads, task % s.q.heads, i, part);
  });
}

// Scores -> attention weights, in a new tensor: zero where nothing is seen.
at::Tensor SoftmaxOf(const Scores& s, const at::Tensor& scores) {
  at::Tensor weights = Zeros(scores.sizes(), scores.scalar_type());
  const auto width = static_cast<size_t>(scores.size(2));
  const bool bf16 = scores.scalar_type() == at::kBFloat16;
  std::vector<std::vector<float>> scratch(static_cast<size_t>(at::get_num_threads()), std::vector<float>(width));
  ForScoreRows(s, [&](size_t r, size_t b, size_t h, size_t i, size_t part) {
    const Visible seen = s.Row(b, h, i);
    float* const row = bf16 ? scratch[part].data() : weights.data_ptr<float>() + r * width;
    if (bf16)
      WidenBf16(static_cast<const uint16_t*>(scores.data_ptr()) + r * width, row, seen.keys);
    else
      std::memcpy(row, scores.data_ptr<float>() + r * width, seen.keys * sizeof(float));
    const float max = MaxOfSum(row, seen.bias, seen.keys);
    Scale(row, 1.0F / ExpOfSum(row, seen.bias, max, seen.keys), seen.keys);
    if (bf16) NarrowBf16(row, static_cast<uint16_t*>(weights.data_ptr()) + r * width, seen.keys);
  });
  return weights;
}

// Rows are numbered over all heads and sequences, padding included, as in SoftmaxBackward.
at::Tensor DropWeights(const at::Tensor& weights, const Dropout& dropout) {
  return Drop(weights.view({-1, weights.size(2)}), dropout).view(weights.sizes());
}

// Gradient of the weights -> of the scores, in place: dS = P (dP - sum P dP), dP behind the dropout; the bias's is the
// sum over all rows at its distance.
void SoftmaxBackward(const Scores& s, const at::Tensor& weights, const Dropout& dropout, const at::Tensor& gradient,
                     const at::Tensor& d_bias) {
  const auto width = static_cast<size_t>(weights.size(2));
  const auto parts = static_cast<size_t>(at::get_num_threads());
  const size_t biases = d_bias.defined() ? static_cast<size_t>(d_bias.numel()) : 0;
  std::vector<std::vector<float>> p(parts, std::vector<float>(width)), g(parts, std::vector<float>(width));
  std::vector<std::vector<float>> partial(parts, std::vector<float>(biases));
  const bool bf16 = weights.scalar_type() == at::kBFloat16;
  ForScoreRows(s, [&](size_t r, size_t b, size_t h, size_t i, size_t part) {
    const Visible seen = s.Row(b, h, i);
    float* const dp = bf16 ? g[part].data() : gradient.data_ptr<float>() + r * width;
    const float* w = bf16 ? p[part].data() : weights.data_ptr<float>() + r * width;
    if (bf16) {
      WidenBf16(static_cast<const uint16_t*>(gradient.data_ptr()) + r * width, dp, width);
      WidenBf16(static_cast<const uint16_t*>(weights.data_ptr()) + r * width, p[part].data(), width);
    }
    ApplyDropout(dp, seen.keys, dropout.Row(r));
    const float dot = Dot(w, dp, seen.keys);
    SoftmaxGradientRow(w, dot, dp, seen.keys);
    std::fill(dp + seen.keys, dp + width, 0.0F);
    if (biases > 0) {
      const auto distances = static_cast<size_t>(d_bias.size(1));
      AddTo(dp, partial[part].data() + h * distances + (distances / 2 - i), seen.keys);
    }
    if (bf16) NarrowBf16(dp, static_cast<uint16_t*>(gradient.data_ptr()) + r * width, width);
  });
  for (const auto& sums : partial) AddTo(sums.data(), biases > 0 ? d_bias.data_ptr<float>() : nullptr, biases);
}

}  // namespace

at::Tensor Attend(const HeadRows& q, const HeadRows& k, const HeadRows& v, const at::Tensor& bias,
                  const AttentionOptions& options) {
  const Scores s{LayoutOf(q, options.heads), LayoutOf(k, options.heads), options.mask,
                 bias.defined() ? bias.detach() : bias};
  const at::Tensor queries = Packed(s.q, q.rows, q.column), keys = Packed(s.k, k.rows, k.column);
  const at::Tensor values = Packed(s.k, v.rows, v.column);
  const at::Tensor weights = SoftmaxOf(s, at::bmm(queries, keys.transpose(1, 2)));
  const Dropout dropout = options.dropout;
  Tensors out = {at::empty({q.rows.size(0), options.heads.count * options.heads.width}, q.rows.scalar_type())};
  Move(Way::kUnpack, s.q, out[0], 0, at::bmm(DropWeights(weights, dropout), values));
  Tensors inputs = {q.rows};
  const bool shares_q = k.rows.is_same(q.rows);
  if (!shares_q) inputs.push_back(k.rows);
  if (bias.defined()) inputs.push_back(bias);
  const bool wants_bias = bias.defined() && bias.requires_grad();
  // k and v are columns of one tensor: of the queries' own, or of the encoder's side.
  RecordStep(&out, inputs,
             [=, q_size = q.rows.sizes().vec(), k_size = k.rows.sizes().vec(), q_column = q.column, k_column = k.column,
              v_column = v.column, has_bias = bias.defined()](const Tensors& gradients) -> Tensors {
               const at::Tensor d_out = Packed(s.q, gradients[0].contiguous(), 0);
               const at::Tensor d_values = at::bmm(DropWeights(weights, dropout).transpose(1, 2), d_out);
               const at::Tensor d_scores = at::bmm(d_out, values.transpose(1, 2)).contiguous();
               const at::Tensor d_bias = wants_bias ? at::zeros_like(s.bias) : at::Tensor();
               SoftmaxBackward(s, weights, dropout, d_scores, d_bias);
               const at::Tensor dq_rows = Zeros(q_size, d_out.scalar_type());
               const at::Tensor dk_rows = shares_q ? dq_rows : Zeros(k_size, d_out.scalar_type());
               Move(Way::kUnpack, s.q, dq_rows, q_column, at::bmm(d_scores, keys));
               Move(Way::kUnpack, s.k, dk_rows, k_column, at::bmm(d_scores.transpose(1, 2), queries));
               Move(Way::kUnpack, s.k, dk_rows, v_column, d_values.contiguous());
               Tensors result = {dq_rows};
               if (!shares_q) result.push_back(dk_rows);
               if (has_bias) result.push_back(d_bias);
               return result;
             });
  return out[0];
}

at::Tensor BiasByDistance(const Weight& table, const BucketParams& params, size_t length) {
  const auto heads = static_cast<size_t>(table.value.size(1));
  const size_t distances = 2 * length - 1;
  std::vector<size_t> buckets(distances);
  for (size_t d = 0; d < distances; ++d)
    buckets[d] = BucketOf(static_cast<ptrdiff_t>(d) - static_cast<ptrdiff_t>(length - 1), params);
  Tensors out = {at::empty({table.value.size(1), static_cast<int64_t>(distances)}, at::kFloat)};
  for (size_t h = 0; h < heads; ++h)
    for (size_t d = 0; d < distances; ++d)
      out[0].data_ptr<float>()[h * distances + d] = table.value.data_ptr<float>()[buckets[d] * heads + h];
  RecordStep(&out, {table.value}, [table, buckets, heads, distances](const Tensors& gradients) -> Tensors {
    if (!table.gradient.defined()) return {at::Tensor()};
    const at::Tensor gradient = gradients[0].contiguous();
    for (size_t h = 0; h < heads; ++h)
      for (size_t d = 0; d < distances; ++d)
        table.gradient.data_ptr<float>()[buckets[d] * heads + h] += gradient.data_ptr<float>()[h * distances + d];
    return {at::Tensor()};
  });
  return out[0];
}

}  // namespace godel::train
