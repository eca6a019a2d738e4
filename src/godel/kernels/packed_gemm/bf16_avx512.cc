// SPDX-License-Identifier: MIT
// 12 accumulators of a whole panel's width, a weight and an activation.
#include "godel/kernels/packed_gemm/bf16-inl.h"

namespace godel::kernels::avx512 {

extern const GemmKernel kGemm_bf16{"packed_gemm/bf16_avx512",
                                   "bf16_16x2",
                                   WeightType::bf16,
                                   Isa::avx512,
                                   kWidth,
                                   PanelBytes,
                                   PackPanel,
                                   RunPanels<12>};

}  // namespace godel::kernels::avx512
