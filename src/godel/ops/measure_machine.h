// SPDX-License-Identifier: MIT
// Measures the two limits that inference runs into. It stands here because it needs the threads and the kernels.
#pragma once
#include "godel/base/machine_limits.h"
#include "godel/ops/compute.h"

namespace godel {

// Takes about a second. Allocates a buffer several times as large as the last cache, up to a GiB, and frees it.
//
// Reading: every thread sums a part of the buffer; plain x86-64 loads are wide enough, because memory is slower than
// they are. Arithmetic: the f32 matrix kernel itself on a tile and a panel that stay in the first-level cache. A loop
// that only multiplies registers would need flags of its own for each instruction set and measure what no product can
// reach; this is what a perfectly fed product reaches.
MachineLimits MeasureMachine(const Compute& compute);

}  // namespace godel
