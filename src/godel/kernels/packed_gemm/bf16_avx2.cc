// SPDX-License-Identifier: MIT
// 6 x 2 accumulators, 2 weights and an activation fill 15 of the 16 registers.
#include "godel/kernels/packed_gemm/bf16-inl.h"

namespace godel::kernels::avx2 {

extern const GemmKernel kGemm_bf16{
    "packed_gemm/bf16_avx2", "bf16_16x2", WeightType::bf16, Isa::avx2, kWidth, PanelBytes, PackPanel, RunPanels<6>};

}  // namespace godel::kernels::avx2
