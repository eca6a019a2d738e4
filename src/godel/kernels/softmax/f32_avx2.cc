// SPDX-License-Identifier: MIT
#include "godel/kernels/softmax/f32-inl.h"

namespace godel::kernels::avx2 {

extern const SoftmaxKernel kSoftmax_f32{"softmax/f32_avx2", Isa::avx2, Run};

}  // namespace godel::kernels::avx2
