// SPDX-License-Identifier: MIT
#include "godel/kernels/softmax/f32-inl.h"

namespace godel::kernels::avx512 {

extern const SoftmaxKernel kSoftmax_f32{"softmax/f32_avx512", Isa::avx512, Run};

}  // namespace godel::kernels::avx512
