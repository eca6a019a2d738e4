// SPDX-License-Identifier: MIT
#include "godel/train/cross_entropy.h"

#include <cmath>
#include <cstring>

#include "godel/train/kernels.h"
#include "godel/train/rows.h"

namespace godel::train {
namespace {

// Rows of logits that are held at once: 32 MiB of them, and enough for a product to be worth it.
int64_t RowsAtOnce(int64_t vocabulary) {
  return std::max<int64_t>(64, (int64_t{8} << 20) / vocabulary);
}

}  // namespace

LossSums RowsLoss(const at::Tensor& logits, std::span<const TokenId> targets, const LossOptions& options,
                  LossGradients gradients) {
  const auto width = static_cast<size_t>(logits.size(1));
  const auto v = static_cast<float>(width);
  const auto smoothing = static_cast<float>(options.label_smoothing),
             scale = static_cast<float>(options.gradient_scale);
  std::vector<LossSums> partial(static_cast<size_t>(at::get_num_threads()));
  ForRows(targets.size(), [&](size_t begin, size_t end, size_t part) {
    RowReader reader(logits);
    RowWriter writer(logits);
    std::vector<float> row(width);
    for (size_t r = begin; r < end; ++r) {
      std::memcpy(row.data(), reader.Row(r), width * sizeof(float));
      const size_t target = Index(targets[r]);
      const float at_target = row[target], mean = smoothing > 0 ? Sum(row.data(), width) / v : 0.0F;
      const float max = MaxOfSum(row.data(), nullptr, width);
      const float sum = ExpOfSum(row.data(), nullptr, max, width);
      const float log_sum = max + std::log(sum);
      partial[part].nll += log_sum - at_target;
      partial[part].loss += (1.0F - smoothing) * (log_sum - at_target) + smoothing * (log_sum - mean);
      if (gradients == LossGradients::kNone) continue;
      float* const out = writer.Row(r);
      const float factor = scale / sum, floor = scale * smoothing / v;
      ScaleAndShift(row.data(), factor, -floor, out, width);
      out[target] -= scale * (1.0F - smoothing);
      writer.Finish(r);
    }
  });
  LossSums total;
  for (const LossSums& sums : partial) {
    total.loss += sums.loss;
    total.nll += sums.nll;
  }
  return total;
}

LossValue CrossEntropy(const at::Tensor& hidden, const Weight& lm_head, std::span<const TokenId> targets,
                       const LossOptions& options, const Kernels& kernels) {
  const Tensors inputs = {hidden, lm_head.value};
  const bool recording = IsRecording(inputs);
  const at::Tensor rows = hidden.detach();
  at::Tensor d_hidden = recording ? at::empty_like(rows) : at::Tensor();
  LossValue value;
  {
    const at::NoGradGuard no_grad;
    const int64_t at_once = RowsAtOnce(lm_head.value.size(0));
    for (int64_t begin = 0; begin < rows.size(0); begin += at_once) {
      const int64_t count = std::min(at_once, rows.size(0) - begin);
      const at::Tensor part = rows.narrow(0, begin, count);
      const at::Tensor logits = at::mm(part, lm_head.compute.t());
      const LossSums sums =
          kernels.rows_loss(logits, targets.subspan(static_cast<size_t>(begin), static_cast<size_t>(count)), options,
                            recording ? LossGradients::kInPlaceOfLogits : LossGradients::kNone);
      value.sums.loss += sums.loss;
      value.sums.nll += sums.nll;
      if (!recording) continue;
      d_hidden.narrow(0, begin, count).copy_(at::mm(logits, lm_head.compute));
      if (lm_head.gradient.defined()) AddWeightGradient(logits, part, lm_head.gradient);
    }
  }
  if (!recording) return value;
  Tensors out = {at::full({}, value.sums.loss * options.gradient_scale, rows.options().dtype(at::kFloat))};
  RecordStep(&out, inputs, [d_hidden](const Tensors&) -> Tensors { return {d_hidden, at::Tensor()}; });
  value.for_backward = out[0];
  return value;
}

}  // namespace godel::train
