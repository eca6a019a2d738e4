// SPDX-License-Identifier: MIT
#include "godel/train/fused_ops.h"

#include <cmath>
#include <cstring>

#include "godel/dataset/hash_random.h"
#include "godel/train/rows.h"

namespace godel::train {
namespace {

size_t Rows(const at::Tensor& x) {
  return static_cast<size_t>(x.size(0));
}
size_t Width(const at::Tensor& x) {
  return static_cast<size_t>(x.size(-1));
}

// The gradients of the norm's input, added to that of the stream, and of its weight.
at::Tensor NormBackward(const at::Tensor& stream, const at::Tensor& inverse_rms, const Weight& weight,
                        const at::Tensor& d_stream, const at::Tensor& d_normed) {
  at::Tensor dx = d_stream.defined() ? d_stream.clone() : at::zeros_like(stream);
  const size_t width = Width(stream);
  const float* const inverse = inverse_rms.data_ptr<float>();
  const float* const w = weight.value.data_ptr<float>();
  std::vector<std::vector<float>> partial(static_cast<size_t>(at::get_num_threads()), std::vector<float>(width));
  ForRows(Rows(stream), [&](size_t begin, size_t end, size_t part) {
    RowReader gradients(d_normed);
    std::vector<float> scaled(width);
    for (size_t r = begin; r < end; ++r) {
      const float* const g = gradients.Row(r);
      const float* const x = stream.data_ptr<float>() + r * width;
      float* const out = dx.data_ptr<float>() + r * width;
      float* const dw = partial[part].data();
      RmsNormGradientRow({x, w, inverse[r]}, g, scaled.data(), dw, width);
      const float dot = Dot(scaled.data(), x, width);
      AddScaledTo(inverse[r], scaled.data(), out, width);
      AddScaledTo(-dot * inverse[r] * inverse[r] * inverse[r] / static_cast<float>(width), x, out, width);
    }
  });
  if (weight.gradient.defined())
    for (const auto& dw : partial) AddTo(dw.data(), weight.gradient.data_ptr<float>(), width);
  return dx;
}

at::Tensor Dropped(const at::Tensor& x, at::ScalarType type, const Dropout& dropout) {
  at::Tensor out = at::empty(x.sizes(), type);
  ForRows(Rows(x), [&](size_t begin, size_t end, size_t) {
    RowReader reader(x);
    RowWriter writer(out);
    for (size_t r = begin; r < end; ++r) {
      float* const row = writer.Row(r);
      std::memcpy(row, reader.Row(r), Width(x) * sizeof(float));
      ApplyDropout(row, Width(x), dropout.Row(r));
      writer.Finish(r);
    }
  });
  return out;
}

}  // namespace

void AddWeightGradient(const at::Tensor& dy, const at::Tensor& x, const at::Tensor& gradient) {
  if (x.scalar_type() == at::kFloat)
    gradient.addmm_(dy.t(), x);
  else
    gradient.add_(at::mm(dy.t(), x));
}

DropoutRow Dropout::Row(size_t row) const {
  return {.key = static_cast<uint32_t>(HashOf({key, row}) >> 32),
          .threshold = static_cast<uint32_t>(rate * 16777216.0),
          .scale = static_cast<float>(1.0 / (1.0 - rate))};
}

at::Tensor LookUp(const Weight& table, std::span<const TokenId> ids, const Dropout& dropout) {
  const size_t width = Width(table.value);
  const std::vector<TokenId> kept(ids.begin(), ids.end());
  Tensors out = {at::empty({static_cast<int64_t>(ids.size()), table.value.size(1)}, at::kFloat)};
  ForRows(ids.size(), [&](size_t begin, size_t end, size_t) {
    for (size_t r = begin; r < end; ++r) {
      float* const row = out[0].data_ptr<float>() + r * width;
      std::memcpy(row, table.value.data_ptr<float>() + Index(ids[r]) * width, width * sizeof(float));
      ApplyDropout(row, width, dropout.Row(r));
    }
  });
  RecordStep(&out, {table.value}, [table, kept, dropout, width](const Tensors& gradients) -> Tensors {
    std::vector<float> row(width);
    for (size_t r = 0; r < kept.size(); ++r) {  // on one thread: rows of one id meet
      std::memcpy(row.data(), gradients[0].data_ptr<float>() + r * width, width * sizeof(float));
      ApplyDropout(row.data(), width, dropout.Row(r));
      AddTo(row.data(), table.gradient.data_ptr<float>() + Index(kept[r]) * width, width);
    }
    return {at::Tensor()};
  });
  return out[0];
}

at::Tensor Multiply(const at::Tensor& x, const Weight& weight) {
  Tensors out = {at::mm(x.detach(), weight.compute.t())};
  const Tensors inputs = {x, weight.value};
  const bool wants_x = x.requires_grad();
  RecordStep(&out, inputs, [x = x.detach(), weight, wants_x](const Tensors& gradients) -> Tensors {
    const at::Tensor dy = gradients[0].contiguous();
    if (weight.gradient.defined()) AddWeightGradient(dy, x, weight.gradient);
    return {wants_x ? at::mm(dy, weight.compute) : at::Tensor(), at::Tensor()};
  });
  return out[0];
}

StreamAndNorm AddAndNorm(const at::Tensor& stream, const at::Tensor& y, const Weight& weight, const Dropout& dropout,
                         const NormOptions& options) {
  const size_t width = Width(stream);
  const bool adds = y.defined();
  at::Tensor sum = adds ? at::empty_like(stream) : stream.detach().clone();
  at::Tensor normed = at::empty(stream.sizes(), options.type);
  at::Tensor inverse_rms = at::empty({stream.size(0)}, at::kFloat);
  ForRows(Rows(stream), [&](size_t begin, size_t end, size_t) {
    std::vector<float> added(width);
    RowReader ys(adds ? y : stream);
    RowWriter writer(normed);
    for (size_t r = begin; r < end; ++r) {
      float* const row = sum.data_ptr<float>() + r * width;
      if (adds) {
        std::memcpy(added.data(), ys.Row(r), width * sizeof(float));
        ApplyDropout(added.data(), width, dropout.Row(r));
        const float* const before = stream.data_ptr<float>() + r * width;
        AddRows(before, added.data(), row, width);
      }
      const float mean = SumOfSquares(row, width) / static_cast<float>(width);
      const float inverse = 1.0F / std::sqrt(mean + static_cast<float>(options.epsilon));
      inverse_rms.data_ptr<float>()[r] = inverse;
      RmsNormRow(row, weight.value.data_ptr<float>(), inverse, writer.Row(r), width);
      writer.Finish(r);
    }
  });
  Tensors out = {sum, normed};
  const at::ScalarType y_type = adds ? y.scalar_type() : at::kFloat;
  const Tensors inputs = adds ? Tensors{stream, weight.value, y} : Tensors{stream, weight.value};
  RecordStep(&out, inputs,
             [kept = sum.detach(), inverse_rms, weight, dropout, adds, y_type](const Tensors& gradients) -> Tensors {
               const at::Tensor dx = gradients[1].defined() ? NormBackward(kept, inverse_rms, weight, gradients[0],
                                                                           gradients[1].contiguous())
                                                            : gradients[0];
               if (!adds) return {dx, at::Tensor()};
               return {dx, at::Tensor(), Dropped(dx, y_type, dropout)};
             });
  return {out[0], out[1]};
}

at::Tensor Drop(const at::Tensor& x, const Dropout& dropout) {
  if (dropout.rate == 0) return x;
  Tensors out = {Dropped(x, x.scalar_type(), dropout)};
  RecordStep(&out, {x}, [dropout](const Tensors& gradients) -> Tensors {
    return {Dropped(gradients[0].contiguous(), gradients[0].scalar_type(), dropout)};
  });
  return out[0];
}

at::Tensor Relu(const at::Tensor& x, const Dropout& dropout) {
  Tensors out = {at::empty_like(x)};
  const size_t width = Width(x);
  ForRows(Rows(x), [&](size_t begin, size_t end, size_t) {
    RowReader reader(x);
    RowWriter writer(out[0]);
    for (size_t r = begin; r < end; ++r) {
      float* const row = writer.Row(r);
      std::memcpy(row, reader.Row(r), width * sizeof(float));
      ApplyRelu(row, width);
      ApplyDropout(row, width, dropout.Row(r));
      writer.Finish(r);
    }
  });
  // What came out as zero was negative or dropped; either way no gradient passes.
  RecordStep(&out, {x}, [kept = out[0].detach(), dropout, width](const Tensors& gradients) -> Tensors {
    const at::Tensor dy = gradients[0].contiguous();
    at::Tensor dx = at::empty_like(dy);
    const float scale = dropout.rate > 0 ? dropout.Row(0).scale : 1.0F;
    ForRows(Rows(dy), [&](size_t begin, size_t end, size_t) {
      RowReader passed(kept), reader(dy);
      RowWriter writer(dx);
      for (size_t r = begin; r < end; ++r) {
        const float* const z = passed.Row(r);
        const float* const g = reader.Row(r);
        float* const row = writer.Row(r);
        ReluGradientRow(z, g, scale, row, width);
        writer.Finish(r);
      }
    });
    return {dx};
  });
  return out[0];
}

at::Tensor GatedGelu(const at::Tensor& gate, const at::Tensor& x, const Dropout& dropout) {
  Tensors out = {at::empty_like(x)};
  const size_t width = Width(x);
  ForRows(Rows(x), [&](size_t begin, size_t end, size_t) {
    RowReader gates(gate), values(x);
    RowWriter writer(out[0]);
    for (size_t r = begin; r < end; ++r) {
      float* const row = writer.Row(r);
      GeluTanhRow(gates.Row(r), row, width);
      const float* const value = values.Row(r);
      MultiplyRows(row, value, row, width);
      ApplyDropout(row, width, dropout.Row(r));
      writer.Finish(r);
    }
  });
  RecordStep(&out, {gate, x},
             [gate = gate.detach(), x = x.detach(), dropout, width](const Tensors& gradients) -> Tensors {
               const at::Tensor dy = gradients[0].contiguous();
               at::Tensor d_gate = at::empty_like(dy), dx = at::empty_like(dy);
               ForRows(Rows(dy), [&](size_t begin, size_t end, size_t) {
                 RowReader gates(gate), values(x), reader(dy);
                 RowWriter gate_writer(d_gate), writer(dx);
                 std::vector<float> g(width), activated(width);
                 for (size_t r = begin; r < end; ++r) {
                   std::memcpy(g.data(), reader.Row(r), width * sizeof(float));
                   ApplyDropout(g.data(), width, dropout.Row(r));
                   const float* const u = gates.Row(r);
                   const float* const v = values.Row(r);
                   GeluTanhRow(u, activated.data(), width);
                   float* const row = writer.Row(r);
                   MultiplyRows(g.data(), activated.data(), row, width);
                   MultiplyRows(g.data(), v, g.data(), width);
                   GeluTanhGradientRow(u, g.data(), gate_writer.Row(r), width);
                   writer.Finish(r);
                   gate_writer.Finish(r);
                 }
               });
               return {d_gate, dx};
             });
  return out[0];
}

}  // namespace godel::train
