// SPDX-License-Identifier: MIT
#include "godel/kernels/softmax/softmax.h"

#include "godel/base/check.h"

namespace godel::kernels {

#define GODEL_KERNEL(dtype, isa)               \
  namespace isa {                              \
  extern const SoftmaxKernel kSoftmax_##dtype; \
  }
#include "godel/kernels/softmax/registry.inc"
#undef GODEL_KERNEL

std::span<const SoftmaxKernel* const> AllSoftmaxKernels() {
  static const SoftmaxKernel* const kAll[] = {
#define GODEL_KERNEL(dtype, isa) &isa::kSoftmax_##dtype,
#include "godel/kernels/softmax/registry.inc"
#undef GODEL_KERNEL
  };
  return kAll;
}

const SoftmaxKernel& BestSoftmaxKernel(Isa max_isa) {
  for (const SoftmaxKernel* kernel : AllSoftmaxKernels())
    if (kernel->isa <= max_isa && CpuSupports(kernel->isa)) return *kernel;
  CheckFailed("there is a scalar kernel", __FILE__, __LINE__);
}

}  // namespace godel::kernels
