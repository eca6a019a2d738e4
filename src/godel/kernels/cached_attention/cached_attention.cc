// SPDX-License-Identifier: MIT
#include "godel/kernels/cached_attention/cached_attention.h"

#include "godel/base/check.h"

namespace godel::kernels {

#define GODEL_KERNEL(dtype, isa)                               \
  namespace isa {                                              \
  extern const CachedAttentionKernel kCachedAttention_##dtype; \
  }
#include "godel/kernels/cached_attention/registry.inc"
#undef GODEL_KERNEL

std::span<const CachedAttentionKernel* const> AllCachedAttentionKernels() {
  static const CachedAttentionKernel* const kAll[] = {
#define GODEL_KERNEL(dtype, isa) &isa::kCachedAttention_##dtype,
#include "godel/kernels/cached_attention/registry.inc"
#undef GODEL_KERNEL
  };
  return kAll;
}

const CachedAttentionKernel& BestCachedAttentionKernel(Isa max_isa) {
  for (const CachedAttentionKernel* kernel : AllCachedAttentionKernels())
    if (kernel->isa <= max_isa && CpuSupports(kernel->isa)) return *kernel;
  CheckFailed("there is a scalar kernel", __FILE__, __LINE__);
}

}  // namespace godel::kernels
