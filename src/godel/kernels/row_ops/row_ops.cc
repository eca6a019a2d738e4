// SPDX-License-Identifier: MIT
#include "godel/kernels/row_ops/row_ops.h"

#include "godel/base/check.h"

namespace godel::kernels {

#define GODEL_KERNEL(dtype, isa)          \
  namespace isa {                         \
  extern const RowKernel kRowOps_##dtype; \
  }
#include "godel/kernels/row_ops/registry.inc"
#undef GODEL_KERNEL

std::span<const RowKernel* const> AllRowKernels() {
  static const RowKernel* const kAll[] = {
#define GODEL_KERNEL(dtype, isa) &isa::kRowOps_##dtype,
#include "godel/kernels/row_ops/registry.inc"
#undef GODEL_KERNEL
  };
  return kAll;
}

const RowKernel& BestRowKernel(Isa max_isa) {
  for (const RowKernel* kernel : AllRowKernels())
    if (kernel->isa <= max_isa && CpuSupports(kernel->isa)) return *kernel;
  CheckFailed("there is a scalar kernel", __FILE__, __LINE__);
}

}  // namespace godel::kernels
