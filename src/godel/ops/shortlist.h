// SPDX-License-Identifier: MIT
// A product with many outputs of which only the largest matter: found with small weights, then computed with better
// ones.
#pragma once
#include "godel/ops/linear.h"

namespace godel {

// Panels of `fine` that a row has computed again: 64 of 16 outputs each.
constexpr size_t kShortlistPanels = 64;

// y [R, n] holds what smaller weights of the same matrix made of x [R, k]. Overwrites the panels that hold a row's
// largest values with the products of `fine`; which they are depends on that row alone. NaN counts as the smallest
// value.
void RefineLargest(const Linear& fine, ConstMatrixView x, MatrixView y, const Compute& compute);

}  // namespace godel
