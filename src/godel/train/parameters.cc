// SPDX-License-Identifier: MIT
#include "godel/train/parameters.h"

#include <fmt/format.h>

#include <cmath>

#include "godel/base/check.h"
#include "godel/tensor/tensor_view.h"
#include "godel/train/device.h"
#include "godel/train/row_math.h"

namespace godel::train {
namespace {

int64_t NumValues(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t extent : shape) count *= extent;
  return count;
}

}  // namespace

ParameterSet::ParameterSet(std::vector<ParameterSpec> specs, Training training, const Placement& placement)
    : specs_(std::move(specs)), training_(training) {
  for (size_t i = 0; i < specs_.size(); ++i) {
    offsets_.push_back(offsets_.back() + NumValues(specs_[i].shape));
    index_.emplace(specs_[i].name, i);
  }
  const at::TensorOptions options = at::TensorOptions(placement.device);
  values_ = at::zeros({num_values()}, options.dtype(at::kFloat));
  if (trained()) gradients_ = at::zeros_like(values_);
  compute_ = placement.compute == at::kFloat ? values_ : at::zeros({num_values()}, options.dtype(placement.compute));
}

Weight ParameterSet::Get(const std::vector<std::string>& names) const {
  const auto first = index_.find(names.front());
  GODEL_CHECK(first != index_.end());
  std::vector<int64_t> shape = specs_[first->second].shape;
  for (size_t k = 1; k < names.size(); ++k) {
    GODEL_CHECK(specs_[first->second + k].name == names[k]);
    shape[0] += specs_[first->second + k].shape[0];
  }
  const int64_t begin = offsets_[first->second], size = offsets_[first->second + names.size()] - begin;
  const auto view = [&](const at::Tensor& buffer) { return buffer.narrow(0, begin, size).view(shape).detach(); };
  Weight weight{.value = view(values_), .gradient = {}, .compute = view(compute_)};
  if (trained()) {
    weight.value.set_requires_grad(true);
    weight.gradient = view(gradients_);
  }
  return weight;
}

void ParameterSet::ZeroGradients() {
  if (trained()) gradients_.zero_();
}

void ParameterSet::RefreshCompute() {
  if (compute_.scalar_type() != at::kFloat) compute_.copy_(values_);
}

void ParameterSet::SetValues(size_t i, const std::function<void(std::span<float>)>& fill) {
  FillOnCpu(values_.narrow(0, offsets_[i], offsets_[i + 1] - offsets_[i]), fill);
}

at::Tensor ParameterSet::ValuesOnCpu(size_t i) const {
  return values_.narrow(0, offsets_[i], offsets_[i + 1] - offsets_[i]).cpu();
}

Status ParameterSet::Load(const Checkpoint& checkpoint) {
  for (size_t i = 0; i < specs_.size(); ++i) {
    const StoredTensor* const stored = checkpoint.Find(specs_[i].name);
    if (stored == nullptr)
      return Fail(ErrorCode::kBadData,
                  fmt::format("tensor {} is missing; is it a checkpoint of this model?", specs_[i].name));
    const Shape expected(specs_[i].shape.begin(), specs_[i].shape.end());
    if (stored->view.shape != expected || !IsFloat(stored->view.type))
      return Fail(ErrorCode::kBadData, fmt::format("tensor {}: expected floats of shape {}, the file has {}",
                                                   specs_[i].name, ToString(expected), ToString(stored->view.shape)));
    bool finite = false;
    SetValues(i, [&](std::span<float> out) {
      ReadF32(stored->view, 0, out);
      finite = std::isfinite(SumOfSquares(out.data(), out.size()));
    });
    if (!finite)
      return Fail(ErrorCode::kBadData, fmt::format("tensor {} holds NaN or infinite values", specs_[i].name));
  }
  RefreshCompute();
  return {};
}

}  // namespace godel::train
