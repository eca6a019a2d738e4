// SPDX-License-Identifier: MIT
// The loops of training over one row of floats. Each is compiled for AVX-512, AVX2 and plain x86-64, and the CPU's best
// is taken when the program starts. Sums add up in a fixed order for one CPU, so runs on it repeat bit by bit.
#pragma once
#include <cstddef>
#include <cstdint>

namespace godel::train {

void WidenBf16(const uint16_t* in, float* out, size_t n);
void NarrowBf16(const float* in, uint16_t* out, size_t n);  // to the nearest, ties to even; NaN stays NaN

float SumOfSquares(const float* x, size_t n);
float Dot(const float* x, const float* y, size_t n);
void AddTo(const float* x, float* sum, size_t n);               // sum += x
void AddScaledTo(float a, const float* x, float* y, size_t n);  // y += a x

// One row of what a dropout keeps: element i is dropped when a hash of (key, i) is below `threshold`, and else
// multiplied by `scale`, 1 / (1 - p). The same key drops the same elements again, so the backward needs no mask.
struct DropoutRow {
  uint32_t key = 0;
  uint32_t threshold = 0;  // p * 2^24; 0: nothing is dropped
  float scale = 1;
};
void ApplyDropout(float* x, size_t n, const DropoutRow& row);

// x = exp(x + bias - max) and their sum; a null bias is none. exp is right to 2 units in the last place.
float MaxOfSum(const float* x, const float* bias, size_t n);
float ExpOfSum(float* x, const float* bias, float max, size_t n);
void Scale(float* x, float factor, size_t n);
float Sum(const float* x, size_t n);

void RmsNormRow(const float* x, const float* weight, float inverse_rms, float* out, size_t n);
// The norm's backward: scaled = gradient * weight, d_weight += gradient * x * inverse_rms.
struct NormRow {
  const float* x;
  const float* weight;
  float inverse_rms;
};
void RmsNormGradientRow(const NormRow& row, const float* gradient, float* scaled, float* d_weight, size_t n);
void AddRows(const float* x, const float* y, float* out, size_t n);       // out = x + y
void MultiplyRows(const float* x, const float* y, float* out, size_t n);  // out = x * y; out may be x
// The gradients of scores from those of weights, in place: weights * (gradient - dot).
void SoftmaxGradientRow(const float* weights, float dot, float* gradient, size_t n);
void ReluGradientRow(const float* y, const float* gradient, float scale, float* out, size_t n);  // y > 0 ? scale g : 0
void ScaleAndShift(const float* x, float factor, float shift, float* out, size_t n);  // out = factor x + shift
void ApplyRelu(float* x, size_t n);                                                   // x = max(x, 0)
// y = x / (1 + exp(-2 sqrt(2/pi) (x + 0.044715 x^3))), the tanh form of GELU; and its derivative times `gradient`.
void GeluTanhRow(const float* x, float* out, size_t n);
void GeluTanhGradientRow(const float* x, const float* gradient, float* out, size_t n);

struct AdamWConstants {
  float beta1, beta2;
  float step_size;           // learning rate / (1 - beta1^t)
  float inverse_correction;  // 1 / sqrt(1 - beta2^t)
  float epsilon;
  float decay;            // 1 - learning rate * weight_decay
  float gradient_factor;  // of clipping
};
void AdamWRow(float* value, const float* gradient, float* mean, float* variance, size_t n, const AdamWConstants& c);

}  // namespace godel::train
