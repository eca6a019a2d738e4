// SPDX-License-Identifier: MIT
#include "godel/kernels/cached_attention/f32-inl.h"

namespace godel::kernels::avx2 {

extern const CachedAttentionKernel kCachedAttention_f32{"cached_attention/f32_avx2", Isa::avx2, Scores, Mix};

}  // namespace godel::kernels::avx2
