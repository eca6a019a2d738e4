// SPDX-License-Identifier: MIT
#include "godel/base/buffer_pool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

namespace godel {
namespace {

TEST(BufferPool, UsesABufferAgainForAboutItsSize) {
  const auto pool = std::make_shared<BufferPool>(10'000);
  const void* first = nullptr;
  {
    PooledBuffer buffer(pool, 1000);
    first = buffer.data();
    EXPECT_EQ(pool->spare_bytes(), 0u);
  }
  EXPECT_EQ(pool->spare_bytes(), 1000u);
  const PooledBuffer larger(pool, 1001), much_smaller(pool, 799);
  EXPECT_EQ(pool->spare_bytes(), 1000u);
  const PooledBuffer again(pool, 800);
  EXPECT_EQ(again.data(), first);
  EXPECT_EQ(again.bytes(), 1000u);
  EXPECT_EQ(pool->spare_bytes(), 0u);
}

TEST(BufferPool, TakesTheSmallestThatIsLargeEnough) {
  const auto pool = std::make_shared<BufferPool>(10'000);
  { const PooledBuffer a(pool, 1200), b(pool, 1100), c(pool, 1000); }
  EXPECT_EQ(PooledBuffer(pool, 1050).bytes(), 1100u);
}

TEST(BufferPool, KeepsNoMoreThanItMay) {
  const auto pool = std::make_shared<BufferPool>(2500);
  { const PooledBuffer large(pool, 3000); }
  EXPECT_EQ(pool->spare_bytes(), 0u);
  pool->Give(AlignedBuffer(1000));
  pool->Give(AlignedBuffer(1100));
  pool->Give(AlignedBuffer(1200));  // with it the first one goes
  EXPECT_EQ(pool->spare_bytes(), 2300u);
  EXPECT_EQ(PooledBuffer(pool, 1000).bytes(), 1100u);
}

TEST(BufferPool, ABufferOutlivesWhoeverMadeThePool) {
  auto pool = std::make_shared<BufferPool>(1000);
  PooledBuffer buffer(pool, 100), other(pool, 50);
  pool.reset();
  buffer = std::move(other);  // what it held goes back when `other` ends
  std::memset(buffer.data(), 1, buffer.bytes());
  const PooledBuffer plain(nullptr, 10);
  EXPECT_EQ(plain.bytes(), 10u);
}

TEST(BufferPoolThreads, NobodySharesABuffer) {
  const auto pool = std::make_shared<BufferPool>(4000);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&pool, t] {
      for (size_t i = 0; i < 300; ++i) {
        PooledBuffer buffer(pool, 500 + i % 7);
        auto* const bytes = static_cast<char*>(buffer.data());
        std::memset(bytes, t, buffer.bytes());
        for (size_t b = 0; b < buffer.bytes(); ++b) ASSERT_EQ(bytes[b], t);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(pool->spare_bytes(), 4000u);
}

}  // namespace
}  // namespace godel
