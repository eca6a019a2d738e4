// SPDX-License-Identifier: MIT
#include "godel/train/device.h"

#include <torch/cuda.h>

namespace godel::train {

at::Device DeviceFor(DeviceChoice choice, size_t local_rank) {
  if (choice == DeviceChoice::kCpu || !torch::cuda::is_available()) return at::kCPU;
  const auto gpus = static_cast<size_t>(torch::cuda::device_count());
  return {at::kCUDA, static_cast<c10::DeviceIndex>(local_rank % gpus)};
}

void FillOnCpu(const at::Tensor& tensor, const std::function<void(std::span<float>)>& fill) {
  const at::Tensor on_cpu = tensor.is_cpu() ? tensor : at::empty(tensor.sizes(), at::kFloat);
  fill(std::span(on_cpu.data_ptr<float>(), static_cast<size_t>(on_cpu.numel())));
  if (!tensor.is_cpu()) tensor.copy_(on_cpu);
}

}  // namespace godel::train
