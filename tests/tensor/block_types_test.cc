// SPDX-License-Identifier: MIT
// Block types against their formulas in double, written here bit by bit over random blocks: what would differ is a
// nibble, a shift or a scale in the wrong place. A float product of two factors of at most 24 bits is rounded once or
// twice, so values agree to a few units of the last place of the largest term.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "godel/tensor/store_f32.h"
#include "godel/tensor/tensor_view.h"

namespace godel {
namespace {

// A block seen as bits and halves.
class Bits {
 public:
  explicit Bits(const std::byte* block) : block_(block) {}
  unsigned At(size_t byte, size_t shift, size_t count) const {
    return std::to_integer<unsigned>(block_[byte]) >> shift & ((1u << count) - 1);
  }
  double Signed(size_t byte) const { return static_cast<int8_t>(block_[byte]); }
  double Half(size_t byte) const { return F16ToF32(static_cast<uint16_t>(At(byte, 0, 8) | At(byte + 1, 0, 8) << 8)); }

 private:
  const std::byte* block_;
};

double Q8Zero(const Bits& b, size_t i) {
  return b.Half(0) * b.Signed(2 + i);
}
// Element i of 32 in the nibbles that start at `byte`.
unsigned Nibble(const Bits& b, size_t byte, size_t i) {
  return b.At(byte + i % 16, i / 16 * 4, 4);
}
double Q4Zero(const Bits& b, size_t i) {
  return b.Half(0) * (static_cast<double>(Nibble(b, 2, i)) - 8);
}
double Q4One(const Bits& b, size_t i) {
  return b.Half(0) * Nibble(b, 4, i) + b.Half(2);
}
double Q5Zero(const Bits& b, size_t i) {
  return b.Half(0) * (Nibble(b, 6, i) + 16.0 * b.At(2 + i / 8, i % 8, 1) - 16);
}
double Q5One(const Bits& b, size_t i) {
  return b.Half(0) * (Nibble(b, 8, i) + 16.0 * b.At(4 + i / 8, i % 8, 1)) + b.Half(2);
}
double SixBitScale(const Bits& b, size_t g) {
  return g < 4 ? b.At(4 + g, 0, 6) : b.At(8 + g, 0, 4) + 16 * b.At(g, 6, 2);
}
double SixBitMinimum(const Bits& b, size_t g) {
  return g < 4 ? b.At(8 + g, 0, 6) : b.At(8 + g, 4, 4) + 16 * b.At(4 + g, 6, 2);
}
double Q4K(const Bits& b, size_t i) {
  const size_t g = i / 32;
  return b.Half(0) * SixBitScale(b, g) * b.At(16 + i / 64 * 32 + i % 32, g % 2 * 4, 4) -
         b.Half(2) * SixBitMinimum(b, g);
}
double Q5K(const Bits& b, size_t i) {
  const size_t g = i / 32;
  const unsigned q = b.At(48 + i / 64 * 32 + i % 32, g % 2 * 4, 4) + 16 * b.At(16 + i % 32, g, 1);
  return b.Half(0) * SixBitScale(b, g) * q - b.Half(2) * SixBitMinimum(b, g);
}
double Q6K(const Bits& b, size_t i) {
  const size_t half = i / 128, in_half = i % 128;
  const unsigned low = b.At(half * 64 + in_half % 64, in_half / 64 * 4, 4);
  const unsigned high = b.At(128 + half * 32 + i % 32, in_half / 32 * 2, 2);
  return b.Half(208) * b.Signed(192 + i / 16) * (static_cast<double>(low + 16 * high) - 32);
}

struct Case {
  DataType type;
  double (*formula)(const Bits&, size_t);
  std::vector<size_t> halves;  // where the block has scales
};

const std::vector<Case> kCases = {{DataType::kQ8Zero, Q8Zero, {0}},  {DataType::kQ4Zero, Q4Zero, {0}},
                                  {DataType::kQ4One, Q4One, {0, 2}}, {DataType::kQ5Zero, Q5Zero, {0}},
                                  {DataType::kQ5One, Q5One, {0, 2}}, {DataType::kQ4K, Q4K, {0, 2}},
                                  {DataType::kQ5K, Q5K, {0, 2}},     {DataType::kQ6K, Q6K, {208}}};

std::vector<std::byte> RandomBlocks(const Case& c, size_t blocks) {
  std::mt19937 random(7);
  const size_t width = TraitsOf(c.type).block_bytes;
  std::vector<std::byte> bytes(blocks * width);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  // Finite scales of both signs, with subnormal ones among them.
  for (size_t block = 0; block < blocks; ++block)
    for (const size_t at : c.halves) bytes[block * width + at + 1] &= std::byte{0xBF};
  return bytes;
}

TEST(BlockTypes, EqualTheirFormulas) {
  constexpr size_t kBlocks = 5;
  for (const Case& c : kCases) {
    const auto bytes = RandomBlocks(c, kBlocks);
    const auto& [name, elements, width, is_float] = TraitsOf(c.type);
    const TensorView view{.type = c.type, .shape = {kBlocks, elements}, .data = bytes};
    std::vector<float> out(kBlocks * elements);
    ReadF32(view, 0, out);
    for (size_t i = 0; i < out.size(); ++i) {
      const double want = c.formula(Bits(bytes.data() + i / elements * width), i % elements);
      ASSERT_NEAR(out[i], want, 1e-3 * 0x1p-10 * (std::fabs(want) + 64)) << name << " element " << i;
    }
  }
}

TEST(BlockTypes, AnyRangeIsPartOfTheWhole) {
  for (const Case& c : kCases) {
    const auto bytes = RandomBlocks(c, 3);
    const size_t elements = TraitsOf(c.type).block_elements;
    const TensorView view{.type = c.type, .shape = {3 * elements}, .data = bytes};
    std::vector<float> whole(3 * elements);
    ReadF32(view, 0, whole);
    for (const size_t begin : {size_t{0}, size_t{1}, elements - 1, elements, elements + 5, 3 * elements})
      for (size_t end = begin; end <= whole.size(); end += 7) {
        std::vector<float> part(end - begin);
        ReadF32(view, begin, part);
        ASSERT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(begin)))
            << TraitsOf(c.type).name << " [" << begin << ", " << end << ")";
      }
  }
}

TEST(BlockTypes, CountTheirBytesInWholeBlocks) {
  EXPECT_EQ(NumBytes(DataType::kF32, 3), 12u);
  EXPECT_EQ(NumBytes(DataType::kQ8Zero, 64), 68u);
  EXPECT_EQ(NumBytes(DataType::kQ8Zero, 0), 0u);
  EXPECT_FALSE(NumBytes(DataType::kQ8Zero, 33));
  EXPECT_FALSE(NumBytes(DataType::kQ4K, 128));
  EXPECT_FALSE(NumBytes(DataType::kF64, ~size_t{0} / 8 + 1));
  EXPECT_EQ(BytesOf(DataType::kQ6K), 0u);
}

TEST(BlockTypesDeathTest, StopsOnReadsOutside) {
  const std::vector<std::byte> bytes(34);
  const TensorView view{.type = DataType::kQ8Zero, .shape = {32}, .data = bytes};
  std::vector<float> out(2);
  EXPECT_DEATH(ReadF32(view, 31, out), "does not hold");
}

// Halfway cases, both ends of the subnormals, and the largest values: every half widens and narrows to itself, and a
// float between two halves goes to the nearer one, or the even one.
TEST(StoreF32, RoundsHalvesToTheNearest) {
  for (unsigned bits = 0; bits < 0x7C00; ++bits) {
    const auto half = static_cast<uint16_t>(bits);
    const float value = F16ToF32(half);
    ASSERT_EQ(F32ToF16(value), half);
    ASSERT_EQ(F32ToF16(-value), half | 0x8000);
    if (bits + 1 == 0x7C00) break;
    const float next = F16ToF32(static_cast<uint16_t>(bits + 1));
    const float middle = (value + next) / 2;
    ASSERT_EQ(F32ToF16(middle), half + bits % 2) << bits;
    ASSERT_EQ(F32ToF16(std::nextafter(middle, 0.0f)), half) << bits;
    ASSERT_EQ(F32ToF16(std::nextafter(middle, next)), half + 1) << bits;
  }
  EXPECT_EQ(F32ToF16(65519.0f), 0x7BFF);
  EXPECT_EQ(F32ToF16(65520.0f), 0x7C00);
  EXPECT_EQ(F32ToF16(-INFINITY), 0xFC00);
  EXPECT_TRUE(std::isnan(F16ToF32(F32ToF16(NAN))));
}

TEST(StoreF32, RoundsBf16ToTheNearest) {
  EXPECT_EQ(F32ToBf16(1.0f), 0x3F80);
  EXPECT_EQ(F32ToBf16(1.00390625f), 0x3F80);  // halfway to the next, and 0x3F80 is even
  EXPECT_EQ(F32ToBf16(1.01171875f), 0x3F82);
  EXPECT_EQ(F32ToBf16(-INFINITY), 0xFF80);
  EXPECT_TRUE(std::isnan(Bf16ToF32(F32ToBf16(NAN))));
}

TEST(StoreF32, KeepsValuesWithinHalfAStep) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0, 0.1f);
  std::vector<float> values(64 * 32);
  for (float& value : values) value = normal(random);
  std::fill(values.begin() + 32, values.begin() + 64, 0.0f);
  for (size_t i = 64; i < 96; ++i) values[i] = 1e-40f;  // 1 / scale is infinite
  std::vector<std::byte> bytes(*NumBytes(DataType::kQ8Zero, values.size()));
  StoreF32(DataType::kQ8Zero, values, bytes);
  const TensorView view{.type = DataType::kQ8Zero, .shape = {values.size()}, .data = bytes};
  std::vector<float> back(values.size());
  ReadF32(view, 0, back);
  for (size_t begin = 0; begin < values.size(); begin += 32) {
    float largest = 0;
    for (size_t i = begin; i < begin + 32; ++i) largest = std::max(largest, std::fabs(values[i]));
    // Half a step, and the scale's own rounding to a half times up to 127 steps.
    const float bound = largest / 127 * 0.5f + largest * 0x1p-11f + 1e-7f;
    for (size_t i = begin; i < begin + 32; ++i) ASSERT_NEAR(back[i], values[i], bound) << i;
  }
}

}  // namespace
}  // namespace godel
