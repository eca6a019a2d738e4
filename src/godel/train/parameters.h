// SPDX-License-Identifier: MIT
// The numbers that training changes: named tensors that lie one behind the other in one buffer, so that clipping, the
// optimiser, averaging over processes and checkpoints each are one pass.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "godel/formats/checkpoint.h"
#include "godel/train/torch.h"

namespace godel::train {

struct ParameterSpec {
  std::string name;            // as transformers (or PEFT) calls it
  std::vector<int64_t> shape;  // [rows, columns] or [D]
  bool decays = true;          // whether weight decay applies: not to norms
};

enum class Training { kTrained, kFrozen };

// Where numbers are, and what products are computed in: at::kFloat or at::kBFloat16.
struct Placement {
  at::ScalarType compute = at::kFloat;
  at::Device device = at::kCPU;
};

// A parameter, or several that follow each other and share their columns, seen as one.
struct Weight {
  at::Tensor value;     // f32; where it is trained, a leaf of the graph
  at::Tensor gradient;  // f32, undefined when frozen. Backward functions add to it directly.
  at::Tensor compute;   // the type that products are computed in; the value itself in f32
};

class ParameterSet {
 public:
  // All zero.
  ParameterSet(std::vector<ParameterSpec> specs, Training training, const Placement& placement);

  const std::vector<ParameterSpec>& specs() const { return specs_; }
  int64_t num_values() const { return offsets_.back(); }
  int64_t OffsetOf(size_t i) const { return offsets_[i]; }
  bool trained() const { return training_ == Training::kTrained; }

  // `names` must be neighbours in this order with the same columns.
  Weight Get(const std::vector<std::string>& names) const;
  Weight Get(const std::string& name) const { return Get(std::vector{name}); }

  // Parameter i from, and as, numbers in the memory of the CPU; on another device by way of a copy.
  void SetValues(size_t i, const std::function<void(std::span<float>)>& fill);
  at::Tensor ValuesOnCpu(size_t i) const;

  // The whole buffers, [num_values()], on the device.
  const at::Tensor& values() const { return values_; }
  const at::Tensor& gradients() const { return gradients_; }
  void ZeroGradients();
  // After the values have changed: their copies in the type of the products.
  void RefreshCompute();

  // Values of a checkpoint's tensors of these names. Error: kBadData for a missing one, another shape, values that are
  // not finite.
  Status Load(const Checkpoint& checkpoint);

 private:
  std::vector<ParameterSpec> specs_;
  std::vector<int64_t> offsets_ = {0};
  std::unordered_map<std::string, size_t> index_;
  Training training_;
  at::Tensor values_, gradients_, compute_;
};

}  // namespace godel::train
