// SPDX-License-Identifier: MIT
// Where operations run: the threads, and the kernels chosen once for this machine.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>

#include "godel/base/cpu_features.h"
#include "godel/base/profile.h"
#include "godel/base/result.h"
#include "godel/base/thread_pool.h"
#include "godel/kernels/cached_attention/cached_attention.h"
#include "godel/kernels/packed_gemm/packed_gemm.h"
#include "godel/kernels/row_ops/row_ops.h"
#include "godel/kernels/softmax/softmax.h"
#include "godel/ops/packed_product.h"

namespace godel {

// For one caller at a time, as the pool is.
struct Compute {
  Isa isa = Isa::scalar;
  std::unique_ptr<ThreadPool> pool;
  const kernels::GemmKernel* gemm = nullptr;  // f32; and bf16: attention multiplies by keys and values with them
  const kernels::GemmKernel* gemm_bf16 = nullptr;
  const kernels::SoftmaxKernel* softmax = nullptr;
  const kernels::CachedAttentionKernel* cached_attention = nullptr;
  const kernels::RowKernel* rows = nullptr;
  std::unique_ptr<Scratch> prepared;  // rows that a Linear multiplies
  Profile* profile = nullptr;         // when somebody wants to know where the time goes
};

// Counts the time since the last lap for `operation`, when there is a profile.
inline void Lap(const Compute& compute, std::string_view operation) {
  if (compute.profile != nullptr) compute.profile->Lap(operation);
}

// num_threads 0: one a core. Error: GODEL_MAX_ISA names no instruction set.
Result<Compute> MakeCompute(size_t num_threads);

// body(begin, end) over parts of [0, rows): on all threads when rows * work_per_row (in about nanoseconds) is worth
// waking them, else at once. The parts must not influence what body computes for a row.
void ForRows(const Compute& compute, size_t rows, size_t work_per_row, const std::function<void(size_t, size_t)>& body);

}  // namespace godel
