// SPDX-License-Identifier: MIT
#include "godel/ops/compute.h"

namespace godel {
namespace {

// Nanoseconds; a loop over spinning workers costs about five hundred.
constexpr size_t kWorthSharing = 2'000;

}  // namespace

Result<Compute> MakeCompute(size_t num_threads) {
  GODEL_TRY(const Isa isa, MaxIsa());
  return Compute{.isa = isa,
                 .pool = std::make_unique<ThreadPool>(num_threads),
                 .gemm = &kernels::BestGemmKernel(WeightType::f32, isa),
                 .gemm_bf16 = &kernels::BestGemmKernel(WeightType::bf16, isa),
                 .softmax = &kernels::BestSoftmaxKernel(isa),
                 .cached_attention = &kernels::BestCachedAttentionKernel(isa),
                 .rows = &kernels::BestRowKernel(isa),
                 .prepared = std::make_unique<Scratch>()};
}

void ForRows(const Compute& compute, size_t rows, size_t work_per_row,
             const std::function<void(size_t, size_t)>& body) {
  const size_t parts = compute.pool->num_threads();
  if (parts == 1 || rows * work_per_row < kWorthSharing) return body(0, rows);
  compute.pool->For(parts, [&](size_t i) {
    const IndexRange range = PartOf(rows, parts, i);
    if (range.begin < range.end) body(range.begin, range.end);
  });
}

}  // namespace godel
