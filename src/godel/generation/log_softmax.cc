// SPDX-License-Identifier: MIT
#include "godel/generation/log_softmax.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "godel/generation/argmax.h"

namespace godel {
namespace {

using Float4 = float __attribute__((vector_size(16)));
using Int4 = int32_t __attribute__((vector_size(16)));

constexpr Float4 All(float value) {
  return Float4{value, value, value, value};
}

// exp(x) for x <= 0: x = n ln2 + r with |r| <= ln2/2, the series of exp(r) up to r^7 (rest below 6e-9), and n added to
// the exponent bits. Below -87 the result would be subnormal and is taken as 0; NaN gives 0.
inline Float4 ExpNonPositive(Float4 x) {
  const Float4 lowest = All(-87.0F);
  const Int4 in_range = x >= lowest;
  x = in_range ? x : lowest;
  // Adding 1.5 * 2^23 leaves no room for a fraction: the sum's low bits are the rounded integer.
  const Float4 round_magic = All(12582912.0F);
  const Float4 shifted = x * All(1.44269504F) + round_magic;
  const Float4 n = shifted - round_magic;
  // ln2 in two parts, the first with few enough bits that n times it is exact.
  const Float4 r = (x - n * All(0.693359375F)) + n * All(2.12194440e-4F);
  Float4 series = All(1.0F / 5040);
  for (const float coefficient : {1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F})
    series = series * r + All(coefficient);
  const Int4 exponent = (reinterpret_cast<Int4>(shifted) - reinterpret_cast<Int4>(round_magic)) << 23;
  return reinterpret_cast<Float4>((reinterpret_cast<Int4>(series) + exponent) & in_range);
}

inline Float4 Load(const float* from) {
  Float4 values;
  std::memcpy(&values, from, sizeof(values));
  return values;
}

inline void Store(Float4 values, float* to) {
  std::memcpy(to, &values, sizeof(values));
}

// Calls use(position, count, exp of four scores) along the row, zeros beyond its end.
template <class Use>
inline void ForEachExp(std::span<const float> scores, float offset, const Use& use) {
  size_t i = 0;
  for (; i + 4 <= scores.size(); i += 4) use(i, size_t{4}, ExpNonPositive(Load(&scores[i]) - All(offset)));
  if (i == scores.size()) return;
  float rest[4];
  std::fill(std::begin(rest), std::end(rest), -std::numeric_limits<float>::infinity());
  std::copy(scores.begin() + static_cast<std::ptrdiff_t>(i), scores.end(), std::begin(rest));
  use(i, scores.size() - i, ExpNonPositive(Load(rest) - All(offset)));
}

// A float32 sum of 1024 positive terms in four lanes loses less than one part in 10^5 * 2^-24 of what matters here; the
// blocks are added in double.
constexpr size_t kSumBlock = 1024;

inline double SumOfLanes(Float4 lanes) {
  return (static_cast<double>(lanes[0]) + lanes[1]) + (static_cast<double>(lanes[2]) + lanes[3]);
}

}  // namespace

double SumExp(std::span<const float> scores, float offset) {
  double sum = 0;
  for (size_t start = 0; start < scores.size(); start += kSumBlock) {
    Float4 lanes = All(0);
    ForEachExp(scores.subspan(start, std::min(kSumBlock, scores.size() - start)), offset,
               [&](size_t, size_t, Float4 values) { lanes += values; });
    sum += SumOfLanes(lanes);
  }
  return sum;
}

double ExpInto(std::span<const float> scores, float offset, std::span<float> out) {
  double sum = 0;
  ForEachExp(scores, offset, [&](size_t i, size_t count, Float4 values) {
    sum += SumOfLanes(values);
    if (count == 4) {
      Store(values, &out[i]);
    } else {
      for (size_t lane = 0; lane < count; ++lane) out[i + lane] = values[lane];
    }
  });
  return sum;
}

double LogSumExp(std::span<const float> scores) {
  const float best = MaxOf(scores);
  if (!std::isfinite(best)) return best;
  return best + std::log(SumExp(scores, best));
}

void LogSoftmax(std::span<float> scores) {
  const float best = MaxOf(scores);
  if (!std::isfinite(best)) return;
  // Two subtractions in float32, as the reference does them: the first is exact near the maximum.
  const auto log_sum = static_cast<float>(std::log(SumExp(scores, best)));
  for (float& score : scores) score = (score - best) - log_sum;
}

bool Softmax(std::span<const float> scores, std::span<float> probs) {
  const float best = MaxOf(scores);
  if (!std::isfinite(best)) {
    std::fill(probs.begin(), probs.end(), 0.0F);
    return false;
  }
  const auto scale = static_cast<float>(1.0 / ExpInto(scores, best, probs));
  for (float& prob : probs) prob *= scale;
  return true;
}

}  // namespace godel
