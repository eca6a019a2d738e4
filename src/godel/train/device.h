// SPDX-License-Identifier: MIT
// Where tensors are: the memory of the CPU, or of a GPU where libtorch has one.
#pragma once
#include <functional>
#include <span>

#include "godel/train/torch.h"

namespace godel::train {

// The CPU, or where libtorch sees GPUs the one for the process of this number on its machine: one each in turn.
enum class DeviceChoice { kCpu, kGpuIfThere };
at::Device DeviceFor(DeviceChoice choice, size_t local_rank);

// `fill` writes the numbers of `tensor`, contiguous f32, into memory of the CPU; for another device it gets a buffer
// that is then copied.
void FillOnCpu(const at::Tensor& tensor, const std::function<void(std::span<float>)>& fill);

}  // namespace godel::train
