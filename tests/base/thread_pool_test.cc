// SPDX-License-Identifier: MIT
#include "godel/base/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace godel {
namespace {

TEST(ThreadPool, CallsEachIndexOnceWithAnyNumberOfThreads) {
  for (size_t threads : {1, 2, 4, 9}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.num_threads(), threads);
    for (size_t count : {0, 1, 2, 3, 100, 1000}) {
      std::vector<std::atomic<int>> calls(count);
      pool.For(count, [&](size_t i) { calls[i].fetch_add(1); });
      for (size_t i = 0; i < count; ++i)
        ASSERT_EQ(calls[i], 1) << threads << " threads, index " << i << " of " << count;
    }
  }
}

// A loop begun while workers are falling asleep must not be missed: that would hang.
TEST(ThreadPool, ShortLoopsAfterPausesOfEveryLength) {
  ThreadPool pool(3);
  std::atomic<size_t> total{0};
  for (int i = 0; i < 300; ++i) {
    pool.For(7, [&](size_t) { total.fetch_add(1); });
    if (i % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(i));
  }
  EXPECT_EQ(total, 300u * 7);
}

TEST(ThreadPool, WhatALoopWroteIsSeenAfterIt) {
  ThreadPool pool(4);
  std::vector<size_t> values(512);
  for (size_t round = 1; round < 200; ++round) {
    pool.For(values.size(), [&](size_t i) { values[i] += i; });
    for (size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], i * round);
  }
}

TEST(PartOf, PartsTileTheRange) {
  for (size_t count : {0, 1, 5, 17, 64})
    for (size_t parts : {1, 2, 3, 7}) {
      size_t next = 0;
      for (size_t i = 0; i < parts; ++i) {
        const IndexRange range = PartOf(count, parts, i);
        EXPECT_EQ(range.begin, next);
        EXPECT_LE(range.end - range.begin, count / parts + 1);
        next = range.end;
      }
      EXPECT_EQ(next, count);
    }
}

}  // namespace
}  // namespace godel
