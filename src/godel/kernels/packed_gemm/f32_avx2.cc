// SPDX-License-Identifier: MIT
// 6 x 2 accumulators, 2 weights and an activation fill 15 of the 16 registers.
#include "godel/kernels/packed_gemm/f32-inl.h"

namespace godel::kernels::avx2 {

extern const GemmKernel kGemm_f32{
    "packed_gemm/f32_avx2", "f32_16", WeightType::f32, Isa::avx2, kWidth, PanelBytes, PackPanel, RunPanels<6>};

}  // namespace godel::kernels::avx2
