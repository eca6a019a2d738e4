// SPDX-License-Identifier: MIT
// What libtorch's c10d adds tensors up with: Gloo on the CPU, NCCL on GPUs, where the program was built with them.
#pragma once
#include <chrono>
#include <functional>
#include <vector>

#include "godel/train/process_place.h"
#include "godel/train/torch.h"

namespace godel::train {

// The one tensor becomes the sum of those of all processes; throws what libtorch throws.
using AllReduce = std::function<void(std::vector<at::Tensor>& tensor)>;
// All processes meet, at once or in the first sum. Throws when they do not within the timeout.
using JoinProcesses = AllReduce (*)(const ProcessPlace& place, std::chrono::seconds timeout);

// Null where the program was built without.
JoinProcesses GlooOrNull();  // tensors of the CPU
JoinProcesses NcclOrNull();  // tensors of a GPU of the process's own

}  // namespace godel::train
