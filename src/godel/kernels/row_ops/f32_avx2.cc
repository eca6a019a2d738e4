// SPDX-License-Identifier: MIT
#include "godel/kernels/row_ops/f32-inl.h"

namespace godel::kernels::avx2 {

extern const RowKernel kRowOps_f32{"row_ops/f32_avx2", Isa::avx2, RmsNorm, Add, Multiply, Relu, GeluTanhRow};

}  // namespace godel::kernels::avx2
