// SPDX-License-Identifier: MIT
// 12 x 2 accumulators, 2 weights and an activation fill 27 of the 32 registers.
#include "godel/kernels/packed_gemm/f32-inl.h"

namespace godel::kernels::avx512 {

extern const GemmKernel kGemm_f32{
    "packed_gemm/f32_avx512", "f32_32", WeightType::f32, Isa::avx512, kWidth, PanelBytes, PackPanel, RunPanels<12>};

}  // namespace godel::kernels::avx512
