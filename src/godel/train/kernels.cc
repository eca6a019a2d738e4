// SPDX-License-Identifier: MIT
#include "godel/train/kernels.h"

namespace godel::train {

const Kernels& FusedKernels() {
  static constexpr Kernels kKernels = {.look_up = LookUp,
                                       .add_and_norm = AddAndNorm,
                                       .drop = Drop,
                                       .relu = Relu,
                                       .gated_gelu = GatedGelu,
                                       .attend = Attend,
                                       .bias_by_distance = BiasByDistance,
                                       .rows_loss = RowsLoss};
  return kKernels;
}

const Kernels& KernelsOf(at::Device device) {
  return device.is_cpu() ? FusedKernels() : OperatorKernels();
}

}  // namespace godel::train
