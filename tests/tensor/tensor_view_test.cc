// SPDX-License-Identifier: MIT
#include "godel/tensor/tensor_view.h"

#include <gtest/gtest.h>

#include <cstring>

namespace godel {
namespace {

// The bytes of `values` behind one byte, so that every element lies at an odd address.
template <class T>
std::vector<std::byte> Unaligned(const std::vector<T>& values) {
  std::vector<std::byte> bytes(1 + values.size() * sizeof(T));
  std::memcpy(bytes.data() + 1, values.data(), values.size() * sizeof(T));
  return bytes;
}

template <class T>
std::vector<float> ReadMiddle(DataType type, const std::vector<T>& values) {
  const auto bytes = Unaligned(values);
  const TensorView view{.type = type, .shape = {values.size()}, .data = std::span(bytes).subspan(1)};
  std::vector<float> out(2);
  ReadF32(view, 1, out);
  return out;
}

TEST(TensorView, WidensEveryFloatTypeAtAnyAddress) {
  const std::vector<float> want = {1.5f, -2.0f};
  EXPECT_EQ(ReadMiddle<float>(DataType::kF32, {9, 1.5f, -2.0f, 9}), want);
  EXPECT_EQ(ReadMiddle<double>(DataType::kF64, {9, 1.5, -2.0, 9}), want);
  EXPECT_EQ(ReadMiddle<uint16_t>(DataType::kF16, {0, 0x3E00, 0xC000, 0}), want);
  EXPECT_EQ(ReadMiddle<uint16_t>(DataType::kBf16, {0, 0x3FC0, 0xC000, 0}), want);
}

TEST(TensorView, ReadsNothingAtTheEnd) {
  const float value = 1;
  const TensorView view{.type = DataType::kF32, .shape = {1}, .data = std::as_bytes(std::span(&value, 1))};
  ReadF32(view, 1, {});
}

TEST(TensorViewDeathTest, StopsOnReadsOutside) {
  const float values[2] = {1, 2};
  const TensorView view{.type = DataType::kF32, .shape = {2}, .data = std::as_bytes(std::span(values))};
  float out[2];
  EXPECT_DEATH(ReadF32(view, 1, out), "does not hold");
  const TensorView ints{.type = DataType::kI32, .shape = {2}, .data = std::as_bytes(std::span(values))};
  EXPECT_DEATH(ReadF32(ints, 0, out), "does not hold");
}

TEST(TensorView, PrintsAndCountsShapes) {
  EXPECT_EQ(ToString(Shape{}), "[]");
  EXPECT_EQ(ToString(Shape{768, 3072}), "[768, 3072]");
  EXPECT_EQ(NumElements(Shape{}), 1u);
  EXPECT_EQ(NumElements(Shape{3, 4, 5}), 60u);
  EXPECT_EQ(NumElements(Shape{3, 0}), 0u);
  EXPECT_TRUE(IsFloat(DataType::kBf16));
  EXPECT_FALSE(IsFloat(DataType::kU8));
}

}  // namespace
}  // namespace godel
