// SPDX-License-Identifier: MIT
// What a machine can do at most, for reports that say how near to it a run came.
#pragma once

namespace godel {

struct MachineLimits {
  double read_gb_per_s = 0;    // from memory, all threads together
  double f32_gflop_per_s = 0;  // multiplications and additions of f32, all threads together
};

}  // namespace godel
