// SPDX-License-Identifier: MIT
#include "godel/model/kv_cache.h"

#include <gtest/gtest.h>

#include <random>

namespace godel {
namespace {

// Random beam surgery beside plain copies of histories: what a row reads must be what its ancestors wrote.
TEST(KvCache, RowsSeeTheirAncestorsAfterAnyReordering) {
  constexpr size_t kRows = 4, kWidth = 3, kLayers = 2;
  std::mt19937 rng(1);
  KvCache cache(kLayers, kRows, kWidth);
  std::vector<std::vector<float>> histories(1);  // what each row wrote, by position
  float next = 1;
  for (size_t step = 0; step < 100; ++step) {
    const size_t rows = 1 + rng() % kRows;
    std::vector<size_t> parents(rows);
    std::vector<std::vector<float>> children;
    for (size_t& parent : parents) {
      parent = rng() % histories.size();
      children.push_back(histories[parent]);
    }
    cache.Reorder(parents);
    histories = std::move(children);
    for (size_t row = 0; row < rows; ++row) {
      cache.Extend(row, 1);
      histories[row].push_back(next);
      for (size_t layer = 0; layer < kLayers; ++layer)
        for (size_t i = 0; i < kWidth; ++i) {
          cache.keys(layer)[cache.offsets(row).back() + i] = next + static_cast<float>(layer);
          cache.values(layer)[cache.offsets(row).back() + i] = -next;
        }
      next += 10;
    }
    ASSERT_EQ(cache.num_rows(), rows);
    for (size_t row = 0; row < rows; ++row) {
      ASSERT_EQ(cache.length(row), step + 1);
      for (size_t t = 0; t <= step; ++t) {
        const size_t offset = cache.offsets(row)[t];
        ASSERT_EQ(cache.keys(1)[offset + kWidth - 1], histories[row][t] + 1) << "row " << row << " position " << t;
        ASSERT_EQ(cache.values(0)[offset], -histories[row][t]);
      }
    }
  }
}

TEST(KvCache, TakesSeveralPositionsAtOnce) {
  KvCache cache(1, 2, 4);
  cache.Extend(0, 100);
  EXPECT_EQ(cache.length(0), 100u);
  for (size_t t = 0; t < 100; ++t) cache.keys(0)[cache.offsets(0)[t]] = static_cast<float>(t);
  const std::vector<size_t> both = {0, 0};
  cache.Reorder(both);
  for (size_t t = 0; t < 100; ++t) EXPECT_EQ(cache.keys(0)[cache.offsets(1)[t]], static_cast<float>(t));
}

}  // namespace
}  // namespace godel
