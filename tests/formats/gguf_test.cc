// SPDX-License-Identifier: MIT
// GGUF files byte by byte: what is read from a good one, and each field wrong in turn. damage_test.cc cuts and flips.
#include "godel/formats/gguf.h"

#include <gtest/gtest.h>

#include <cstring>
#include <deque>

#include "checkpoint_bytes.h"
#include "expect_error.h"
#include "support/golden.h"

namespace godel {
namespace {

using namespace testing::gguf;
using testing::AsBytes;
using testing::ExpectError;
using testing::LittleEndian;

constexpr uint64_t kU32 = 4, kF32Value = 6, kText = 8, kArray = 9, kF64 = 12;
constexpr uint64_t kF32Tensor = 0, kQ8Tensor = 8, kI8Tensor = 24;

Result<GgufContent> ParseParts(const testing::GgufParts& parts) {
  // The views borrow, so the bytes must outlive the result.
  static std::deque<std::string> files;
  files.push_back(testing::Gguf(parts));
  return ParseGguf(AsBytes(files.back()));
}

std::string FloatBytes(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return LittleEndian(bits, 4);
}

TEST(Gguf, ReadsValuesOfEveryType) {
  const auto file =
      ParseParts({.values = {Value("u8", 0, "\x07"), Value("i8", 1, "\xFE"), Value("u16", 2, "\x01\x02"),
                             Value("i32", 5, LittleEndian(~uint64_t{0}, 4)), Value("bool", 7, "\x01"),
                             Value("f32", kF32Value, FloatBytes(0.5f)), Value("text", kText, SizedText("hello")),
                             Value("u64", 10, LittleEndian(uint64_t{1} << 63, 8)),
                             Value("f64", kF64, LittleEndian(0x3FF8000000000000, 8)),
                             Value("texts", kArray, Array(kText, 2, SizedText("a") + SizedText(""))),
                             Value("numbers", kArray, Array(5, 2, LittleEndian(3, 4) + LittleEndian(4, 4))),
                             Value("bytes", kArray, Array(0, 3, std::string("\x01\x00\xFF", 3)))}});
  ASSERT_TRUE(file) << file.error().message;
  const GgufMetadata& m = file->metadata;
  EXPECT_EQ(**OptionalValue<size_t>(m, "u8"), 7u);
  EXPECT_EQ(**OptionalValue<int64_t>(m, "i8"), -2);
  EXPECT_EQ(**OptionalValue<size_t>(m, "u16"), 0x201u);
  EXPECT_EQ(**OptionalValue<int64_t>(m, "i32"), -1);
  EXPECT_EQ(**OptionalValue<bool>(m, "bool"), true);
  EXPECT_EQ(**OptionalValue<double>(m, "f32"), 0.5);
  EXPECT_EQ(**OptionalValue<double>(m, "f64"), 1.5);
  EXPECT_EQ(**OptionalValue<std::string_view>(m, "text"), "hello");
  EXPECT_EQ(**OptionalValue<size_t>(m, "u64"), size_t{1} << 63);
  EXPECT_EQ(**OptionalArray<std::string_view>(m, "texts"), (std::vector<std::string_view>{"a", ""}));
  EXPECT_EQ(**OptionalArray<int64_t>(m, "numbers"), (std::vector<int64_t>{3, 4}));
  EXPECT_EQ(**OptionalBytes(m, "bytes"), std::string_view("\x01\x00\xFF", 3));
  EXPECT_FALSE(OptionalValue<size_t>(m, "nothing")->has_value());

  ExpectError(OptionalValue<size_t>(m, "i32"), ErrorCode::kBadData, {"i32: expected an integer of at least 0"});
  ExpectError(OptionalValue<int64_t>(m, "u64"), ErrorCode::kBadData, {"u64: expected an integer"});
  ExpectError(OptionalValue<bool>(m, "text"), ErrorCode::kBadData, {"text: expected bool, found text"});
  ExpectError(OptionalArray<float>(m, "texts"), ErrorCode::kBadData, {"texts", "an array of 2 text"});
  ExpectError(OptionalArray<int64_t>(m, "u8"), ErrorCode::kBadData, {"u8: expected an array"});
  ExpectError(OptionalBytes(m, "numbers"), ErrorCode::kBadData, {"numbers: expected an array of u8 or i8"});
}

TEST(Gguf, TurnsExtentsRound) {
  for (const uint64_t version : {2, 3}) {
    const auto file = ParseParts({.tensors = {Tensor("w", {3, 2}, kF32Tensor, 0), Tensor("opaque", {5}, kI8Tensor, 32)},
                                  .data = FloatBytes(1) + FloatBytes(2) + FloatBytes(3) + FloatBytes(4) +
                                          FloatBytes(5) + FloatBytes(6) + std::string(8, '\0') + "bytes",
                                  .version = version});
    ASSERT_TRUE(file) << file.error().message;
    const TensorView& w = file->tensors.at("w");
    EXPECT_EQ(w.shape, (Shape{2, 3}));
    float row[3];
    ReadF32(w, 3, row);
    EXPECT_EQ(row[0], 4.0f);
    EXPECT_EQ(AsText(file->tensors.at("opaque").data), "bytes");
  }
}

TEST(Gguf, KeepsTheFilesAlignment) {
  const auto file = ParseParts({.values = {Value("general.alignment", kU32, LittleEndian(64, 4))},
                                .tensors = {Tensor("w", {1}, kF32Tensor, 0), Tensor("v", {1}, kF32Tensor, 64)},
                                .data = FloatBytes(1) + std::string(60, '\0') + FloatBytes(2),
                                .alignment = 64});
  ASSERT_TRUE(file) << file.error().message;
  float value;
  ReadF32(file->tensors.at("v"), 0, {&value, 1});
  EXPECT_EQ(value, 2.0f);
  for (const uint64_t alignment : {0, 3, 48, 1 << 21})
    ExpectError(ParseParts({.values = {Value("general.alignment", kU32, LittleEndian(alignment, 4))}}),
                ErrorCode::kBadData, {"general.alignment: expected a power of two"});
}

TEST(Gguf, RefusesOtherFilesAndVersions) {
  ExpectError(ParseGguf(AsBytes("")), ErrorCode::kBadData, {"not a GGUF file"});
  const std::string lfs = "version https://git-lfs.github.com/spec/v1\n";
  ExpectError(ParseGguf(AsBytes(lfs)), ErrorCode::kBadData, {"not a GGUF file", "Git LFS"});
  ExpectError(ParseParts({.version = 1}), ErrorCode::kUnsupported, {"version 1", "expected 2 or 3"});
  ExpectError(ParseParts({.version = 4}), ErrorCode::kUnsupported, {"version 4"});
  ExpectError(ParseParts({.version = 0x03000000}), ErrorCode::kUnsupported, {"big-endian"});
}

TEST(Gguf, RefusesHostileCounts) {
  const std::string huge = LittleEndian(~uint64_t{0}, 8);
  const auto parse = [](const std::string& file) { return ParseGguf(AsBytes(file)); };
  const std::string head = "GGUF" + LittleEndian(3, 4);
  ExpectError(parse(head + huge + LittleEndian(0, 8)), ErrorCode::kResourceExhausted, {"tensors; at most"});
  ExpectError(parse(head + LittleEndian(0, 8) + huge), ErrorCode::kResourceExhausted, {"keys; at most"});
  ExpectError(ParseParts({.values = {huge}}), ErrorCode::kBadData, {"metadata key 0"});
  ExpectError(ParseParts({.values = {Value("k", kText, huge)}}), ErrorCode::kBadData, {"k: a text of"});
  ExpectError(ParseParts({.values = {Value("k", 13, "")}}), ErrorCode::kBadData, {"k: value type 13"});
  for (const uint64_t item : {0, 4, 8, 9, 12})
    ExpectError(ParseParts({.values = {Value("k", kArray, LittleEndian(item, 4) + huge)}}), ErrorCode::kBadData,
                {"k: ", "does not end inside the file"});
  // 2^61 + 1 items of 8 bytes are 8 bytes in 64-bit arithmetic.
  ExpectError(ParseParts({.values = {Value("k", kArray, Array(10, (uint64_t{1} << 61) + 1, LittleEndian(0, 8)))}}),
              ErrorCode::kBadData, {"does not end inside the file"});
}

TEST(Gguf, BoundsWhatArraysTakeInMemory) {
  const auto file =
      ParseParts({.values = {Value("k", kArray, Array(0, kMaxArrayItems + 1, std::string(kMaxArrayItems + 1, 'x')))}});
  ASSERT_TRUE(file) << file.error().message;
  ExpectError(OptionalArray<int64_t>(file->metadata, "k"), ErrorCode::kResourceExhausted, {"k: 4000001 items"});
  EXPECT_TRUE(OptionalBytes(file->metadata, "k"));
}

TEST(Gguf, BoundsTheDepthOfArrays) {
  std::string nested = Array(0, 0, "");
  for (int i = 0; i < 5; ++i) nested = Array(kArray, 1, nested);
  EXPECT_TRUE(ParseParts({.values = {Value("k", kArray, nested)}}));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += Array(kArray, 1, "");
  ExpectError(ParseParts({.values = {Value("k", kArray, deep)}}), ErrorCode::kResourceExhausted, {"nested more than"});
}

TEST(Gguf, RefusesNamesThatAreThereTwice) {
  ExpectError(ParseParts({.values = {Value("k", 7, "\1"), Value("k", 7, "\1")}}), ErrorCode::kBadData,
              {"k is there twice"});
  ExpectError(ParseParts({.tensors = {Tensor("w", {1}, kF32Tensor, 0), Tensor("w", {1}, kF32Tensor, 32)},
                          .data = std::string(64, '\0')}),
              ErrorCode::kBadData, {"tensor w is there twice"});
}

TEST(Gguf, ChecksEachFieldOfATensor) {
  const auto parse = [](const std::string& tensor) {
    return ParseParts({.tensors = {tensor}, .data = std::string(64, '\0')});
  };
  EXPECT_TRUE(parse(Tensor("w", {16}, kF32Tensor, 0)));
  ExpectError(parse(Tensor("w", {17}, kF32Tensor, 0)), ErrorCode::kBadData, {"tensor w", "68 bytes", "64 bytes"});
  ExpectError(parse(Tensor("w", {9}, kF32Tensor, 32)), ErrorCode::kBadData, {"36 bytes at 32"});
  ExpectError(parse(Tensor("w", {1}, kF32Tensor, 96)), ErrorCode::kBadData, {"4 bytes at 96"});
  ExpectError(parse(Tensor("w", {1}, kF32Tensor, ~uint64_t{31})), ErrorCode::kBadData, {"tensor w"});
  ExpectError(parse(Tensor("w", {1}, kF32Tensor, 4)), ErrorCode::kBadData, {"offset 4 is no multiple"});
  ExpectError(parse(Tensor("w", {uint64_t{1} << 62, 4}, kF32Tensor, 0)), ErrorCode::kBadData, {"more than 2^64"});
  ExpectError(parse(Tensor("w", {uint64_t{1} << 63}, kF32Tensor, 0)), ErrorCode::kBadData, {"more than 2^64"});
  ExpectError(parse(Tensor("w", {48}, kQ8Tensor, 0)), ErrorCode::kBadData, {"rows of 48", "q8_0's blocks of 32"});
  // 64 values are two blocks, but not in rows of 16.
  ExpectError(parse(Tensor("w", {16, 4}, kQ8Tensor, 0)), ErrorCode::kBadData, {"rows of 16"});
  ExpectError(parse(Tensor("w", {256}, 10, 0)), ErrorCode::kUnsupported,
              {"tensor w: its type is q2_k", "expected f32"});
  ExpectError(parse(Tensor("w", {256}, 99, 0)), ErrorCode::kUnsupported, {"type 99"});
  ExpectError(parse(Tensor("w", std::vector<uint64_t>(9, 1), kF32Tensor, 0)), ErrorCode::kResourceExhausted,
              {"tensor w: 9 dimensions"});
  ExpectError(parse(Tensor("w", {1}, kF32Tensor, 0).replace(0, 8, LittleEndian(5000, 8))), ErrorCode::kBadData,
              {"tensor 0 of 1"});
}

TEST(Gguf, RefusesOverlaps) {
  ExpectError(ParseParts({.tensors = {Tensor("a", {9}, kF32Tensor, 0), Tensor("b", {1}, kF32Tensor, 32)},
                          .data = std::string(64, '\0')}),
              ErrorCode::kBadData, {"tensors a and b overlap"});
}

TEST(Gguf, LoadsAMappedFile) {
  const testing::TempDir dir;
  const auto path = dir.Write("w.gguf", testing::Gguf({.values = {Value("k", kText, SizedText("v"))},
                                                       .tensors = {Tensor("w", {1}, kF32Tensor, 0)},
                                                       .data = FloatBytes(8)}));
  const auto file = LoadGguf(path);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(**OptionalValue<std::string_view>(file->metadata, "k"), "v");
  EXPECT_EQ(file->checkpoint.tensors.size(), 1u);
  ExpectError(LoadGguf(dir.path() / "none.gguf"), ErrorCode::kNotFound, {"none.gguf"});
}

}  // namespace
}  // namespace godel
