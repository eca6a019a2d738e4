// SPDX-License-Identifier: MIT
#include "godel/tensor/data_type.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <set>
#include <string>

namespace godel {
namespace {

// IEEE 754 binary16 by its definition, in double: (-1)^s * 2^(e-15) * (1 + f/1024), and 2^-14 * f/1024 for e = 0.
double SlowF16(unsigned bits) {
  const int exponent = static_cast<int>(bits >> 10 & 31);
  const double fraction = (bits & 1023) / 1024.0;
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
  return sign * (exponent == 0 ? std::pow(2, -14) * fraction : std::pow(2, exponent - 15) * (1 + fraction));
}

TEST(DataType, F16IsExactForAllBits) {
  for (unsigned bits = 0; bits < 65536; ++bits) {
    const float got = F16ToF32(static_cast<uint16_t>(bits));
    const double want = SlowF16(bits);  // a float holds every half exactly
    if (std::isnan(want)) {
      ASSERT_TRUE(std::isnan(got)) << bits;
      continue;
    }
    ASSERT_EQ(static_cast<double>(got), want) << bits;
    ASSERT_EQ(std::signbit(got), (bits & 0x8000) != 0) << bits;  // -0 too
  }
}

TEST(DataType, Bf16IsTheUpperHalfOfAFloat) {
  for (unsigned bits = 0; bits < 65536; ++bits)
    ASSERT_EQ(std::bit_cast<uint32_t>(Bf16ToF32(static_cast<uint16_t>(bits))), bits << 16) << bits;
  EXPECT_EQ(Bf16ToF32(0x3F80), 1.0f);
  EXPECT_EQ(Bf16ToF32(0xC020), -2.5f);
}

TEST(DataType, NamesDifferAndWidthsAreThoseOfTheNames) {
  std::set<std::string_view> names;
  for (const DataType type : {DataType::kF32, DataType::kF16, DataType::kBf16, DataType::kF64, DataType::kI64,
                              DataType::kI32, DataType::kI16, DataType::kI8, DataType::kU8}) {
    const std::string name(DataTypeName(type));
    EXPECT_TRUE(names.insert(DataTypeName(type)).second) << name;
    EXPECT_EQ(BytesOf(type) * 8, std::stoul(name.substr(name.find_first_of("0123456789")))) << name;
  }
  EXPECT_EQ(DataTypeName(DataType::kBool), "bool");
  EXPECT_EQ(BytesOf(DataType::kBool), 1u);
}

}  // namespace
}  // namespace godel
