// SPDX-License-Identifier: MIT
// Products of which every head has its own matrix.
#pragma once
#include "godel/ops/linear.h"

namespace godel {

// `matrices`: those of H heads on top of each other, [H * n, k] in whole panels of n. Head h of a row of y is its
// matrix times head h of that row of x. Heads stand beside each other, x [R, H * k] and y [R, H * n], or below each
// other, x [R * H, k] and y [R * H, n] with head h of row r in r * H + h; which of them, their widths say. With one
// head there is no difference. A row of y depends on that row of x alone, bit for bit.
void ApplyByHead(const Linear& matrices, size_t heads, ConstMatrixView x, MatrixView y, const Compute& compute);

}  // namespace godel
