// SPDX-License-Identifier: MIT
#include "godel/train/row_math.h"

#include <bit>
#include <cmath>

#include "godel/train/dropout_bits.h"

// The one attribute that all loops share. Without the clones under TSan, whose runtime is not up when they are chosen.
#if defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define GODEL_CLONES
#else
#define GODEL_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#endif

namespace godel::train {
namespace {

// 2^f on [-0.5, 0.5] by a polynomial of degree 6 (Taylor's, whose error there is 1.3e-7), then n added to the exponent.
inline float Exp(float x) {
  constexpr float kLog2e = 1.44269504F, kLn2High = 0.693359375F, kLn2Low = -2.12194440e-4F;
  constexpr float kMagic = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  const float clamped = x < -87.0F ? -87.0F : (x > 88.0F ? 88.0F : x);
  const float shifted = clamped * kLog2e + kMagic;
  const float whole = shifted - kMagic;
  const float r = (clamped - whole * kLn2High) - whole * kLn2Low;
  const float p =
      1.0F +
      r * (1.0F + r * (0.5F + r * (0.166666667F + r * (0.0416666667F + r * (0.00833333333F + r * 0.00138888889F)))));
  const uint32_t bits = (std::bit_cast<uint32_t>(shifted) << 23) + std::bit_cast<uint32_t>(p);
  return std::bit_cast<float>(bits);
}

inline uint32_t Mix(uint32_t x) {
  x ^= x >> kMixShift1;
  x *= kMixFactor1;
  x ^= x >> kMixShift2;
  x *= kMixFactor2;
  x ^= x >> kMixShift3;
  return x;
}

}  // namespace

GODEL_CLONES void WidenBf16(const uint16_t* in, float* out, size_t n) {
  for (size_t i = 0; i < n; ++i) out[i] = std::bit_cast<float>(static_cast<uint32_t>(in[i]) << 16);
}

GODEL_CLONES void NarrowBf16(const float* in, uint16_t* out, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    const uint32_t bits = std::bit_cast<uint32_t>(in[i]);
    const uint32_t rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
    const bool is_nan = (bits & 0x7fffffffU) > 0x7f800000U;
    out[i] = static_cast<uint16_t>(is_nan ? 0x7fc0U : rounded);
  }
}

GODEL_CLONES float SumOfSquares(const float* x, size_t n) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t i = 0; i < n; ++i) sum += x[i] * x[i];
  return sum;
}

GODEL_CLONES float Dot(const float* x, const float* y, size_t n) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t i = 0; i < n; ++i) sum += x[i] * y[i];
  return sum;
}

GODEL_CLONES void AddTo(const float* x, float* sum, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) sum[i] += x[i];
}

GODEL_CLONES void AddScaledTo(float a, const float* x, float* y, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) y[i] += a * x[i];
}

GODEL_CLONES void ApplyDropout(float* x, size_t n, const DropoutRow& row) {
  if (row.threshold == 0) return;
  const uint32_t key = row.key, threshold = row.threshold;
  const float scale = row.scale;
#pragma omp simd
  for (size_t i = 0; i < n; ++i) {
    const uint32_t drawn = Mix(key + static_cast<uint32_t>(i) * kColumnStep) >> kUnusedBits;
    x[i] = drawn < threshold ? 0.0F : x[i] * scale;
  }
}

GODEL_CLONES float MaxOfSum(const float* x, const float* bias, size_t n) {
  float max = -INFINITY;
  if (bias == nullptr) {
#pragma omp simd reduction(max : max)
    for (size_t i = 0; i < n; ++i) max = x[i] > max ? x[i] : max;
  } else {
#pragma omp simd reduction(max : max)
    for (size_t i = 0; i < n; ++i) max = x[i] + bias[i] > max ? x[i] + bias[i] : max;
  }
  return max;
}

GODEL_CLONES float ExpOfSum(float* x, const float* bias, float max, size_t n) {
  float sum = 0;
  if (bias == nullptr) {
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < n; ++i) {
      x[i] = Exp(x[i] - max);
      sum += x[i];
    }
  } else {
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < n; ++i) {
      x[i] = Exp(x[i] + bias[i] - max);
      sum += x[i];
    }
  }
  return sum;
}

GODEL_CLONES void Scale(float* x, float factor, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) x[i] *= factor;
}

GODEL_CLONES float Sum(const float* x, size_t n) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t i = 0; i < n; ++i) sum += x[i];
  return sum;
}

GODEL_CLONES void RmsNormRow(const float* x, const float* weight, float inverse_rms, float* out, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) out[i] = weight[i] * (x[i] * inverse_rms);
}

GODEL_CLONES void RmsNormGradientRow(const NormRow& row, const float* gradient, float* scaled, float* d_weight,
                                     size_t n) {
  const NormRow r = row;
#pragma omp simd
  for (size_t i = 0; i < n; ++i) {
    scaled[i] = gradient[i] * r.weight[i];
    d_weight[i] += gradient[i] * r.x[i] * r.inverse_rms;
  }
}

GODEL_CLONES void AddRows(const float* x, const float* y, float* out, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) out[i] = x[i] + y[i];
}

GODEL_CLONES void MultiplyRows(const float* x, const float* y, float* out, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) out[i] = x[i] * y[i];
}

GODEL_CLONES void SoftmaxGradientRow(const float* weights, float dot, float* gradient, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) gradient[i] = weights[i] * (gradient[i] - dot);
}

GODEL_CLONES void ReluGradientRow(const float* y, const float* gradient, float scale, float* out, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) out[i] = y[i] > 0 ? gradient[i] * scale : 0.0F;
}

GODEL_CLONES void ScaleAndShift(const float* x, float factor, float shift, float* out, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) out[i] = x[i] * factor + shift;
}

GODEL_CLONES void ApplyRelu(float* x, size_t n) {
#pragma omp simd
  for (size_t i = 0; i < n; ++i) x[i] = x[i] > 0 ? x[i] : 0.0F;
}

GODEL_CLONES void GeluTanhRow(const float* x, float* out, size_t n) {
  constexpr float kTwice = 1.59576912F;  // 2 sqrt(2 / pi)
#pragma omp simd
  for (size_t i = 0; i < n; ++i) {
    const float inner = kTwice * (x[i] + 0.044715F * x[i] * x[i] * x[i]);
    out[i] = x[i] / (1.0F + Exp(-inner));
  }
}

GODEL_CLONES void GeluTanhGradientRow(const float* x, const float* gradient, float* out, size_t n) {
  constexpr float kTwice = 1.59576912F;
#pragma omp simd
  for (size_t i = 0; i < n; ++i) {
    const float inner = kTwice * (x[i] + 0.044715F * x[i] * x[i] * x[i]);
    const float s = 1.0F / (1.0F + Exp(-inner));
    const float slope = kTwice * (1.0F + 0.134145F * x[i] * x[i]);
    out[i] = gradient[i] * (s + x[i] * s * (1.0F - s) * slope);
  }
}

GODEL_CLONES void AdamWRow(float* value, const float* gradient, float* mean, float* variance, size_t n,
                           const AdamWConstants& constants) {
  const AdamWConstants c = constants;
#pragma omp simd
  for (size_t i = 0; i < n; ++i) {
    const float g = gradient[i] * c.gradient_factor;
    mean[i] = c.beta1 * mean[i] + (1.0F - c.beta1) * g;
    variance[i] = c.beta2 * variance[i] + (1.0F - c.beta2) * g * g;
    const float denominator = std::sqrt(variance[i]) * c.inverse_correction + c.epsilon;
    value[i] = value[i] * c.decay - c.step_size * mean[i] / denominator;
  }
}

}  // namespace godel::train
