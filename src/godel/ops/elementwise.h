// SPDX-License-Identifier: MIT
// Operations on rows of activations, without weights of their own or with one vector of them.
#pragma once
#include <span>

#include "godel/ops/compute.h"
#include "godel/tensor/matrix.h"

namespace godel {

// y[r] = x[r] / sqrt(mean(x[r]^2) + epsilon) * weight: T5's layer norm, without mean and bias (Zhang and Sennrich
// 2019). The mean is summed in double. y may be x.
void RmsNorm(ConstMatrixView x, std::span<const float> weight, float epsilon, MatrixView y, const Compute& compute);

// y += x.
void AddInPlace(MatrixView y, ConstMatrixView x, const Compute& compute);

enum class Activation { kRelu, kGelu, kGeluTanh, kSilu };

// y = activation(x). y may be x.
void Activate(Activation activation, ConstMatrixView x, MatrixView y, const Compute& compute);

// gate_and_up is [R, 2F]; y [R, F] = activation(its left half) * its right half.
void ActivateGated(Activation activation, ConstMatrixView gate_and_up, MatrixView y, const Compute& compute);

}  // namespace godel
