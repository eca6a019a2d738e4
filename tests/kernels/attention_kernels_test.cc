// SPDX-License-Identifier: MIT
// Softmax and cached attention, every variant compiled in.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "godel/kernels/cached_attention/cached_attention.h"
#include "godel/kernels/softmax/softmax.h"

namespace godel::kernels {
namespace {

std::vector<float> Random(size_t n, float low, float high, unsigned seed) {
  std::mt19937 rng(seed);
  std::uniform_real_distribution<float> uniform(low, high);
  std::vector<float> values(n);
  for (float& x : values) x = uniform(rng);
  return values;
}

template <class Kernel, class Body>
void ForEachRunnable(std::span<const Kernel* const> kernels, const Body& body) {
  size_t ran = 0;
  for (const Kernel* kernel : kernels) {
    SCOPED_TRACE(kernel->name);
    if (CpuSupports(kernel->isa)) {
      body(*kernel);
      ++ran;
    } else {
      std::printf("[ skipped  ] this CPU does not run %s\n", kernel->name);
    }
  }
  EXPECT_GE(ran, 1u);
}

TEST(Softmax, MatchesDoublePrecision) {
  ForEachRunnable(AllSoftmaxKernels(), [](const SoftmaxKernel& kernel) {
    for (size_t n : {1, 2, 7, 8, 9, 15, 16, 17, 31, 100, 513})
      for (float range : {1.0f, 30.0f, 200.0f})
        for (bool with_bias : {false, true}) {
          std::vector<float> x = Random(n, -range, range, static_cast<unsigned>(n));
          const std::vector<float> bias = Random(n, -range, range, 7);
          std::vector<double> exact(n);
          double max = -std::numeric_limits<double>::infinity(), sum = 0;
          for (size_t i = 0; i < n; ++i) {
            exact[i] = with_bias ? double{x[i] + bias[i]} : double{x[i]};
            max = std::max(max, exact[i]);
          }
          for (double& e : exact) sum += e = std::exp(e - max);
          kernel.run(x.data(), with_bias ? bias.data() : nullptr, n);
          float total = 0;
          for (size_t i = 0; i < n; ++i) {
            // Relative: the polynomial (4e-7), the rounding of x - max (|x| * 2^-24 <= 400 * 6e-8) and of the sum.
            ASSERT_NEAR(x[i], exact[i] / sum, exact[i] / sum * 3e-5 + 1e-37) << "n " << n << " at " << i;
            total += x[i];
          }
          EXPECT_NEAR(total, 1.0f, 1e-5f);
        }
  });
}

TEST(Softmax, ExtremeScoresGiveExactZerosAndNoNaN) {
  ForEachRunnable(AllSoftmaxKernels(), [](const SoftmaxKernel& kernel) {
    std::vector<float> x(19, -3e38f);
    x[11] = 3e38f;
    kernel.run(x.data(), nullptr, x.size());
    for (size_t i = 0; i < x.size(); ++i) EXPECT_EQ(x[i], i == 11 ? 1.0f : 0.0f);
    std::vector<float> equal(21, -5.0f);
    kernel.run(equal.data(), nullptr, equal.size());
    for (float p : equal) EXPECT_FLOAT_EQ(p, 1.0f / 21);
  });
}

TEST(CachedAttention, MatchesDoublePrecisionAtScatteredPositions) {
  ForEachRunnable(AllCachedAttentionKernels(), [](const CachedAttentionKernel& kernel) {
    for (size_t width : {1, 4, 8, 13, 32, 64, 65, 128})
      for (size_t heads : {1, 3})
        for (size_t length : {1, 2, 9, 40}) {
          const size_t row = heads * width;
          const std::vector<float> store = Random(3 * length * row, -1, 1, static_cast<unsigned>(width));
          const std::vector<float> query = Random(row, -1, 1, 3), weights = Random(heads * length, 0, 1, 4);
          std::vector<size_t> offsets(length);
          for (size_t t = 0; t < length; ++t) offsets[t] = (t * 3 + t % 3) * row;  // as beams scatter them
          const CachedRows rows{store.data(), offsets.data(), length, width, heads};
          std::vector<float> scores(heads * length), mixed(row, NAN);
          kernel.scores(query.data(), rows, scores.data());
          kernel.mix(weights.data(), rows, mixed.data());
          for (size_t h = 0; h < heads; ++h) {
            for (size_t t = 0; t < length; ++t) {
              double exact = 0;
              for (size_t i = h * width; i < (h + 1) * width; ++i) exact += double{query[i]} * store[offsets[t] + i];
              ASSERT_NEAR(scores[h * length + t], exact, double(width + 1) * 0x1p-24 * double(width));  // |terms| <= 1
            }
            for (size_t i = h * width; i < (h + 1) * width; ++i) {
              double exact = 0;
              for (size_t t = 0; t < length; ++t) exact += double{weights[h * length + t]} * store[offsets[t] + i];
              ASSERT_NEAR(mixed[i], exact, double(length + 1) * 0x1p-24 * double(length));
            }
          }
        }
  });
}

}  // namespace
}  // namespace godel::kernels
