// SPDX-License-Identifier: MIT
// Attention in both forms against the formula in double precision, and against itself: alone or in company.
#include "godel/ops/attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "godel/base/aligned_buffer.h"
#include "godel/base/byte_arena.h"
#include "ops/random_matrix.h"
#include "support/random_tensor.h"

namespace godel {
namespace {

// softmax(q k^T + bias) v of one head and query over the first `length` keys.
std::vector<double> Exact(std::span<const float> q, ConstMatrixView k, ConstMatrixView v, const float* bias,
                          size_t length) {
  std::vector<double> weights(length), out(v.cols, 0.0);
  double max = -1e300, sum = 0;
  for (size_t s = 0; s < length; ++s) {
    for (size_t i = 0; i < q.size(); ++i) weights[s] += double{q[i]} * k.row(s)[i];
    if (bias != nullptr) weights[s] += bias[s];
    max = std::max(max, weights[s]);
  }
  for (double& w : weights) sum += w = std::exp(w - max);
  for (size_t s = 0; s < length; ++s)
    for (size_t i = 0; i < v.cols; ++i) out[i] += weights[s] / sum * v.row(s)[i];
  return out;
}

// Scores are below K in size and exp has a relative error of 4e-7, so weights are right to about K * 2^-23 + 4e-7;
// the mix of values below 1 then is, too. 1e-4 leaves room for K = 40.
constexpr double kTolerance = 1e-4;

TEST(Attend, MatchesTheFormulaForManyGroups) {
  const Compute compute = std::move(*MakeCompute(2));
  for (const Heads heads : {Heads{1, 8}, Heads{3, 5}, Heads{2, 40}}) {
    const size_t inner = heads.count * heads.width;
    const size_t lengths[] = {1, 9, 70, 130};
    std::vector<Matrix> qs, ks, vs, outs;
    std::vector<PackedKv> packed;
    ByteArena arena;
    std::vector<AttentionGroup> groups;
    for (size_t i = 0; i < std::size(lengths); ++i) {
      const size_t queries = i % 2 == 0 ? lengths[i] : 3;
      qs.push_back(testing::RandomMatrix(queries, inner, static_cast<unsigned>(i)));
      ks.push_back(testing::RandomMatrix(lengths[i], inner, static_cast<unsigned>(i + 10)));
      vs.push_back(testing::RandomMatrix(lengths[i], inner, static_cast<unsigned>(i + 20)));
      outs.emplace_back(queries, inner);
      packed.push_back(PackedKv::Pack(ks[i].view(), vs[i].view(), heads, WeightType::f32, compute,
                                      arena.Take(PackedKv::Bytes(lengths[i], heads, WeightType::f32, compute)).data()));
    }
    for (size_t i = 0; i < std::size(lengths); ++i) groups.push_back({qs[i].view(), &packed[i], outs[i].view()});
    const size_t reach = 140;  // biases for distances -139 .. 139
    const std::vector<float> values = testing::RandomFloats(heads.count * (2 * reach - 1), 5);
    const DistanceBias bias{values.data(), 2 * reach - 1, reach - 1};
    Attend(groups, bias, compute);
    for (size_t i = 0; i < groups.size(); ++i)
      for (size_t h = 0; h < heads.count; ++h)
        for (size_t r = 0; r < qs[i].rows(); ++r) {
          const std::vector<double> exact = Exact(qs[i].row(r).subspan(h * heads.width, heads.width),
                                                  ks[i].view().columns(h * heads.width, heads.width),
                                                  vs[i].view().columns(h * heads.width, heads.width),
                                                  values.data() + h * (2 * reach - 1) + reach - 1 - r, lengths[i]);
          for (size_t j = 0; j < heads.width; ++j)
            ASSERT_NEAR(outs[i].row(r)[h * heads.width + j], exact[j], kTolerance) << "group " << i << " row " << r;
        }
    // Alone, and with one thread: the same bits.
    const Compute single = std::move(*MakeCompute(1));
    for (size_t i = 0; i < groups.size(); ++i)
      for (size_t r = 0; r < qs[i].rows(); r += 7) {
        Matrix alone(r + 1, inner);
        const AttentionGroup group{qs[i].view().row_range(0, r + 1), &packed[i], alone.view()};
        Attend({&group, 1}, bias, single);
        ASSERT_EQ(std::memcmp(alone.row(r).data(), outs[i].row(r).data(), inner * sizeof(float)), 0);
      }
  }
}

// Keys and values in bf16: half an ulp of 8 bits on each of them, and on queries and weights where the CPU multiplies
// bf16. Scores of at most K products are off by K * 2^-8, weights by that share, and the mix of values below 1 by as
// much again and one rounding.
TEST(Attend, KeepsToTheFormulaWithKeysAndValuesInBf16) {
  const Compute compute = std::move(*MakeCompute(2)), single = std::move(*MakeCompute(1));
  constexpr Heads kHeads{3, 8};
  constexpr size_t kInner = 24;
  for (const size_t length : {1, 31, 32, 33, 130}) {
    const Matrix q = testing::RandomMatrix(9, kInner, 1), k = testing::RandomMatrix(length, kInner, 2),
                 v = testing::RandomMatrix(length, kInner, 3);
    AlignedBuffer memory(PackedKv::Bytes(length, kHeads, WeightType::bf16, compute));
    const PackedKv kv =
        PackedKv::Pack(k.view(), v.view(), kHeads, WeightType::bf16, compute, static_cast<std::byte*>(memory.data()));
    Matrix out(9, kInner), alone(1, kInner);
    const AttentionGroup group{q.view(), &kv, out.view()};
    Attend({&group, 1}, DistanceBias{}, compute);
    for (size_t r = 0; r < 9; ++r) {
      for (size_t h = 0; h < kHeads.count; ++h) {
        const std::vector<double> exact =
            Exact(q.row(r).subspan(h * kHeads.width, kHeads.width), k.view().columns(h * kHeads.width, kHeads.width),
                  v.view().columns(h * kHeads.width, kHeads.width), nullptr, length);
        for (size_t j = 0; j < kHeads.width; ++j)
          ASSERT_NEAR(out.row(r)[h * kHeads.width + j], exact[j], 2 * double(kHeads.width) * 0x1p-8 + 0x1p-8)
              << "length " << length;
      }
      const AttentionGroup one{q.view().row_range(r, 1), &kv, alone.view()};
      Attend({&one, 1}, DistanceBias{}, single);
      ASSERT_EQ(std::memcmp(alone.data(), out.row(r).data(), kInner * sizeof(float)), 0);
    }
  }
}

// With one head, as of the encoder's output, threads share its queries: the same bits as on one.
TEST(Attend, SharesTheQueriesOfOneHead) {
  constexpr size_t kRows = 25, kLength = 70, kWidth = 48;
  const Compute single = std::move(*MakeCompute(1));
  const Matrix q = testing::RandomMatrix(kRows, kWidth, 1), kv = testing::RandomMatrix(kLength, kWidth, 2);
  AlignedBuffer memory(PackedKv::Bytes(kLength, {1, kWidth}, WeightType::f32, single));
  const PackedKv packed = PackedKv::Pack(kv.view(), kv.view(), {1, kWidth}, WeightType::f32, single,
                                         static_cast<std::byte*>(memory.data()));
  Matrix expected(kRows, kWidth);
  const AttentionGroup on_one{q.view(), &packed, expected.view()};
  Attend({&on_one, 1}, DistanceBias{}, single);
  for (const size_t threads : {2, 3, 40}) {
    const Compute compute = std::move(*MakeCompute(threads));
    Matrix out(kRows, kWidth);
    const AttentionGroup group{q.view(), &packed, out.view()};
    Attend({&group, 1}, DistanceBias{}, compute);
    EXPECT_EQ(std::memcmp(out.data(), expected.data(), kRows * kWidth * sizeof(float)), 0) << threads << " threads";
  }
}

TEST(AttendCached, MatchesTheFormulaAtEveryLength) {
  const Compute compute = std::move(*MakeCompute(2));
  const Heads heads{3, 13};
  const size_t inner = 39, positions = 50;
  const Matrix q = testing::RandomMatrix(positions, inner, 1), k = testing::RandomMatrix(positions, inner, 2),
               v = testing::RandomMatrix(positions, inner, 3);
  const std::vector<float> values = testing::RandomFloats(heads.count * positions, 4);
  const DistanceBias bias{values.data(), positions, positions - 1};
  std::vector<size_t> offsets(positions);
  for (size_t t = 0; t < positions; ++t) offsets[t] = t * inner;
  Matrix out(positions, inner);
  std::vector<CachedQuery> queries;
  for (size_t t = 0; t < positions; ++t)
    queries.push_back({q.row(t), k.data(), v.data(), offsets.data(), t + 1, out.row(t)});
  AttendCached(queries, heads, bias, compute);
  for (size_t t = 0; t < positions; ++t)
    for (size_t h = 0; h < heads.count; ++h) {
      const std::vector<double> exact = Exact(
          q.row(t).subspan(h * heads.width, heads.width), k.view().columns(h * heads.width, heads.width),
          v.view().columns(h * heads.width, heads.width), values.data() + h * positions + positions - 1 - t, t + 1);
      for (size_t j = 0; j < heads.width; ++j) ASSERT_NEAR(out.row(t)[h * heads.width + j], exact[j], kTolerance);
    }
}

}  // namespace
}  // namespace godel
