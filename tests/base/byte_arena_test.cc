// SPDX-License-Identifier: MIT
#include "godel/base/byte_arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <utility>

namespace godel {
namespace {

TEST(ByteArena, GivesPiecesThatDoNotOverlap) {
  ByteArena arena;
  std::vector<std::span<std::byte>> pieces;
  // Odd sizes, one larger than a chunk (64 MiB), and many that fill more than one.
  for (const size_t bytes : {1UL, 63UL, 64UL, 65UL, 100'000'001UL, 40'000'000UL, 40'000'000UL, 7UL})
    pieces.push_back(arena.Take(bytes));
  for (size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(pieces[i].data()) % AlignedBuffer::kAlignment, 0u);
    pieces[i].front() = pieces[i].back() = std::byte(i + 1);
  }
  const ByteArena moved = std::move(arena);  // pieces stay where they are
  for (size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].front(), std::byte(i + 1));
    EXPECT_EQ(pieces[i].back(), std::byte(i + 1));
  }
  EXPECT_TRUE(arena.Take(0).empty());  // NOLINT(bugprone-use-after-move): an arena that was moved from is empty
}

TEST(AlignedBuffer, HoldsAllItsBytesWithAndWithoutHugePages) {
  constexpr size_t kHuge = size_t{2} << 20;
  for (const size_t bytes : {size_t{0}, size_t{1}, kHuge - 1, kHuge, kHuge + 1, 3 * kHuge + 12345}) {
    AlignedBuffer buffer(bytes);
    ASSERT_EQ(buffer.bytes(), bytes);
    if (bytes == 0) continue;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % AlignedBuffer::kAlignment, 0u);
    std::memset(buffer.data(), 1, bytes);  // the sanitizer looks at the ends
  }
}

}  // namespace
}  // namespace godel
