// SPDX-License-Identifier: MIT
// C = A W^T for weights that some kernel has packed: what Linear and attention share.
#pragma once
#include <cstddef>

#include "godel/base/aligned_buffer.h"
#include "godel/kernels/packed_gemm/packed_gemm.h"
#include "godel/tensor/matrix.h"

namespace godel {

// Memory that is kept for the next use, of which the contents are nobody's. Not for two threads at once.
class Scratch {
 public:
  void* Reserve(size_t bytes) {
    if (bytes > buffer_.bytes()) buffer_ = AlignedBuffer(bytes);
    return buffer_.data();
  }

 private:
  AlignedBuffer buffer_;
};

// Rows of A as a kernel reads them: floats where they lie, or what its prepare_row made of them.
struct PreparedRows {
  const void* data;
  size_t stride;  // bytes
};

// The rows of `a` for `kernel`. What must be converted goes to `out`, kernel.row_bytes(a.cols) a row.
PreparedRows PrepareInto(const kernels::GemmKernel& kernel, ConstMatrixView a, void* out);
PreparedRows Prepare(const kernels::GemmKernel& kernel, ConstMatrixView a, Scratch* scratch);

struct PackedProduct {
  PreparedRows a;
  const void* packed;  // all panels of W [n, k]
  size_t k;
  MatrixView c;  // [m, n]
};

// The columns of C that panels [begin, end) of W make, on this thread.
void MultiplyPanels(const kernels::GemmKernel& kernel, const PackedProduct& product, size_t begin, size_t end);

}  // namespace godel
