// SPDX-License-Identifier: MIT
#include "godel/kernels/packed_gemm/int8_vnni-inl.h"

namespace godel::kernels::avx512vnni {

extern const GemmKernel kGemm_int8{"packed_gemm/int8_avx512vnni",
                                   "int8_16x4",
                                   WeightType::int8,
                                   Isa::avx512vnni,
                                   kWidth,
                                   Panel::Bytes,
                                   PackPanel,
                                   RunVectorTiles,
                                   RowBytes<int8_t>,
                                   PrepareRow<int8_t>};

}  // namespace godel::kernels::avx512vnni
