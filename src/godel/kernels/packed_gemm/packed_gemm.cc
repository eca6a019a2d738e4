// SPDX-License-Identifier: MIT
#include "godel/kernels/packed_gemm/packed_gemm.h"

#include "godel/base/check.h"

namespace godel::kernels {

#define GODEL_KERNEL(dtype, isa)         \
  namespace isa {                        \
  extern const GemmKernel kGemm_##dtype; \
  }
#include "godel/kernels/packed_gemm/registry.inc"
#undef GODEL_KERNEL

std::span<const GemmKernel* const> AllGemmKernels() {
  static const GemmKernel* const kAll[] = {
#define GODEL_KERNEL(dtype, isa) &isa::kGemm_##dtype,
#include "godel/kernels/packed_gemm/registry.inc"
#undef GODEL_KERNEL
  };
  return kAll;
}

const GemmKernel& BestGemmKernel(WeightType weights, Isa max_isa) {
  for (const GemmKernel* kernel : AllGemmKernels())
    if (kernel->weights == weights && kernel->isa <= max_isa && CpuSupports(kernel->isa)) return *kernel;
  CheckFailed("there is a scalar kernel for every weight type", __FILE__, __LINE__);
}

}  // namespace godel::kernels
