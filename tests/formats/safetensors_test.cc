// SPDX-License-Identifier: MIT
#include "godel/formats/safetensors.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>

#include "bits_at.h"
#include "checkpoint_bytes.h"
#include "expect_error.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::AsBytes;
using testing::BitsAt;
using testing::ExpectError;
using testing::LittleEndian;
using testing::Safetensors;

Result<NamedTensors> ParseFile(const std::string& file, const CheckpointLimits& limits = {}) {
  return ParseSafetensors(AsBytes(file), limits);
}

// The bits below were read by hand from the files: struct.unpack("<I", data[8 + header + data_offsets[0]:]).
TEST(Safetensors, ReadsTheTensorsOfTransformersFiles) {
  const auto v10 = LoadSafetensors(testing::GoldenPath("t5_tiny/v10.safetensors"));
  ASSERT_TRUE(v10) << v10.error().message;
  EXPECT_EQ(v10->tensors.size(), 55u);
  EXPECT_EQ(v10->Find("lm_head.weight"), nullptr);
  const StoredTensor* bias = v10->Find("encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight");
  ASSERT_NE(bias, nullptr);
  EXPECT_EQ(bias->view.type, DataType::kF32);
  EXPECT_EQ(bias->view.shape, (Shape{16, 2}));
  EXPECT_EQ(BitsAt(bias->view, 0), 0xbfa35ae7u);
  EXPECT_EQ(BitsAt(bias->view, 1), 0x3fb1cda2u);
  EXPECT_EQ(BitsAt(bias->view, 31), 0x3e586683u);

  const auto v11 = LoadSafetensors(testing::GoldenPath("t5_tiny/v11.safetensors"));
  ASSERT_TRUE(v11) << v11.error().message;
  EXPECT_EQ(v11->tensors.size(), 66u);
  ASSERT_NE(v11->Find("lm_head.weight"), nullptr);
  EXPECT_EQ(v11->Find("lm_head.weight")->view.shape, (Shape{96, 32}));
  EXPECT_EQ(BitsAt(v11->Find("lm_head.weight")->view, 0), 0xbef34078u);
  EXPECT_EQ(BitsAt(v11->Find("lm_head.weight")->view, 96 * 32 - 1), 0xbe22e6a3u);
}

TEST(Safetensors, ReadsBf16OfTheDefaultModel) {
  const auto mini = LoadSafetensors(testing::ModelsDir() / "godel-mini" / "model.safetensors");
  ASSERT_TRUE(mini) << mini.error().message;
  EXPECT_EQ(mini->tensors.size(), 89u);
  const TensorView& shared = mini->Find("shared.weight")->view;
  EXPECT_EQ(shared.type, DataType::kBf16);
  EXPECT_EQ(shared.shape, (Shape{8128, 320}));
  EXPECT_EQ(BitsAt(shared, 0), 0xbee80000u);
  EXPECT_EQ(BitsAt(shared, 1), 0x3ed30000u);
  EXPECT_EQ(BitsAt(shared, 8128 * 320 - 1), 0x40340000u);
}

TEST(Safetensors, ReadsEveryTypeAndEmptyAndScalarShapes) {
  const struct {
    const char* name;
    DataType type;
    size_t bytes;
  } kTypes[] = {{"F32", DataType::kF32, 4},  {"F16", DataType::kF16, 2}, {"BF16", DataType::kBf16, 2},
                {"F64", DataType::kF64, 8},  {"I64", DataType::kI64, 8}, {"I32", DataType::kI32, 4},
                {"I16", DataType::kI16, 2},  {"I8", DataType::kI8, 1},   {"U8", DataType::kU8, 1},
                {"BOOL", DataType::kBool, 1}};
  for (const auto& [name, type, bytes] : kTypes) {
    const auto file =
        Safetensors(std::string(R"({"__metadata__":{"format":"pt","deep":[[{"a":1}],2]},"x":{"dtype":")") + name +
                        R"(","shape":[3],"data_offsets":[1,)" + std::to_string(1 + 3 * bytes) + R"(]},)" +
                        R"("one":{"shape":[],"extra":{"a":[1]},"data_offsets":[0,1],"dtype":"U8"},)" +
                        R"("none":{"dtype":"F32","shape":[0,5],"data_offsets":[1,1]}}   )",
                    std::string(1 + 3 * bytes, 'x'));
    const auto tensors = ParseFile(file);
    ASSERT_TRUE(tensors) << name << ": " << tensors.error().message;
    EXPECT_EQ(tensors->size(), 3u);
    EXPECT_EQ(tensors->at("x").type, type);
    EXPECT_EQ(tensors->at("x").data.size(), 3 * bytes);
    EXPECT_EQ(tensors->at("one").shape, Shape{});
    EXPECT_EQ(tensors->at("none").data.size(), 0u);
  }
}

TEST(Safetensors, AcceptsBytesThatNoTensorClaims) {
  EXPECT_TRUE(ParseFile(Safetensors(R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})", "abcdef")));
}

// One tensor entry, {"x": {...}}, with these members and 8 bytes of data.
Result<NamedTensors> ParseEntry(const std::string& members) {
  return ParseFile(Safetensors("{\"x\":{" + members + "}}", "12345678"));
}

TEST(Safetensors, RefusesSizesThatContradictEachOther) {
  const auto entry = [](const char* shape, const char* offsets, const char* dtype = "F32") {
    return ParseEntry(std::string("\"dtype\":\"") + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets);
  };
  ASSERT_TRUE(entry("[2]", "[0,8]"));
  ExpectError(entry("[2]", "[0,4]"), ErrorCode::kBadData, {"tensor x", "[2]", "8 bytes", "4"});
  ExpectError(entry("[2]", "[4,12]"), ErrorCode::kBadData, {"tensor x", "[4, 12)", "8 bytes"});
  ExpectError(entry("[2]", "[8,0]"), ErrorCode::kBadData, {"tensor x"});
  ExpectError(entry("[2]", "[18446744073709551608,18446744073709551615]"), ErrorCode::kBadData, {"tensor x"});
  // 2^32 * 2^32 * 4 wraps to 0 in 64 bits; so does 2^62 * 4.
  ExpectError(entry("[4294967296,4294967296]", "[0,0]"), ErrorCode::kBadData, {"more than 2^64"});
  ExpectError(entry("[4611686018427387904]", "[0,0]"), ErrorCode::kBadData, {"more than 2^64"});
  ExpectError(entry("[-1]", "[0,8]"), ErrorCode::kBadData, {"tensor x: shape", "negative"});
  ExpectError(entry("[2.0]", "[0,8]"), ErrorCode::kBadData, {"tensor x: shape"});
  ExpectError(entry("[18446744073709551616]", "[0,8]"), ErrorCode::kBadData, {"tensor x: shape"});
  ExpectError(entry("[[2]]", "[0,8]"), ErrorCode::kBadData, {"tensor x: shape", "array"});
  ExpectError(entry("2", "[0,8]"), ErrorCode::kBadData, {"tensor x: shape"});
  ExpectError(entry("[2]", "[0]"), ErrorCode::kBadData, {"data_offsets", "two"});
  ExpectError(entry("[2]", "[0,8,8]"), ErrorCode::kBadData, {"data_offsets", "third"});
  ExpectError(entry("[1,1,1,1,1,1,1,1,2]", "[0,8]"), ErrorCode::kResourceExhausted, {"dimensions"});
  ExpectError(entry("[8]", "[0,8]", "F8_E4M3"), ErrorCode::kUnsupported, {"tensor x", "F8_E4M3", "BF16"});
}

TEST(Safetensors, RefusesMissingAndRepeatedParts) {
  ExpectError(ParseEntry(R"("dtype":"F32","shape":[2])"), ErrorCode::kBadData, {"tensor x: data_offsets is missing"});
  ExpectError(ParseEntry(R"("shape":[2],"data_offsets":[0,8])"), ErrorCode::kBadData, {"tensor x: dtype is missing"});
  ExpectError(ParseEntry(R"("dtype":"F32","data_offsets":[0,8])"), ErrorCode::kBadData, {"tensor x: shape is missing"});
  ExpectError(ParseEntry(R"("dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8])"), ErrorCode::kBadData,
              {"dtype is there twice"});
  ExpectError(ParseEntry(R"("dtype":7)"), ErrorCode::kBadData, {"tensor x: dtype"});
  const std::string x = R"("x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  ExpectError(ParseFile(Safetensors("{" + x + "," + x + "}", "a")), ErrorCode::kBadData, {"tensor x is there twice"});
  ExpectError(ParseFile(Safetensors(R"({"__metadata__":{},"__metadata__":{}})", "")), ErrorCode::kBadData, {"twice"});
  ExpectError(ParseFile(Safetensors(R"({"x":[1]})", "")), ErrorCode::kBadData, {"tensor x", "object"});
}

TEST(Safetensors, RefusesOverlaps) {
  const auto two = [](const char* a, const char* b) {
    return ParseFile(Safetensors(std::string(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)") + a +
                                     R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + b + "}}",
                                 "12345678"));
  };
  EXPECT_TRUE(two("[4,8]", "[0,4]"));
  ExpectError(two("[0,4]", "[3,7]"), ErrorCode::kBadData, {"a and b overlap"});
  ExpectError(two("[4,8]", "[4,8]"), ErrorCode::kBadData, {"overlap"});
}

TEST(Safetensors, RefusesBrokenHeaders) {
  ExpectError(ParseFile(""), ErrorCode::kBadData, {"8 bytes of header length, found 0"});
  ExpectError(ParseFile(LittleEndian(100, 8) + "{}"), ErrorCode::kBadData, {"claims 100 bytes, but 2 follow"});
  ExpectError(ParseFile(LittleEndian(~uint64_t{0}, 8) + "{}"), ErrorCode::kBadData, {"claims"});
  ExpectError(ParseFile(Safetensors("", "")), ErrorCode::kBadData, {"'{'"});
  ExpectError(ParseFile(Safetensors("[]", "")), ErrorCode::kBadData, {"'{'"});
  ExpectError(ParseFile(Safetensors("{} x", "")), ErrorCode::kBadData, {"not valid JSON"});
  ExpectError(ParseFile(Safetensors("{\"a\xFF\":1}", "")), ErrorCode::kBadData, {"not valid JSON"});
  EXPECT_TRUE(ParseFile(Safetensors("{}", "")));  // a model of nothing: the format allows it
  ExpectError(ParseFile(Safetensors("{\"__metadata__\":" + std::string(100'000, '['), "")), ErrorCode::kBadData,
              {"JSON"});
}

TEST(Safetensors, KeepsTheLimits) {
  const std::string file = Safetensors(R"({"abc":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "a");
  ExpectError(ParseFile(file, {.max_tensors = 0}), ErrorCode::kResourceExhausted, {"tensors"});
  ExpectError(ParseFile(file, {.max_header_bytes = 10}), ErrorCode::kResourceExhausted, {"header", "10"});
  ExpectError(ParseFile(file, {.max_name_bytes = 2}), ErrorCode::kResourceExhausted, {"name"});
}

TEST(Safetensors, SaysWhatAnotherFileIs) {
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
  ExpectError(ParseFile(pointer), ErrorCode::kBadData, {"Git LFS pointer", "git lfs pull"});
  ExpectError(ParseFile("<!DOCTYPE html><html>Not found</html>"), ErrorCode::kBadData, {"web page"});
  ExpectError(ParseFile("Entry not found, sorry"), ErrorCode::kBadData, {"text", "Entry not found"});
  ExpectError(ParseFile("PK\x03\x04" + std::string(20, '\0')), ErrorCode::kBadData, {"pytorch_model.bin"});
  ExpectError(ParseFile("GGUF" + LittleEndian(3, 4)), ErrorCode::kBadData, {"GGUF"});
}

TEST(Safetensors, ErrorsNameTheFileAndNeverCarryBrokenText) {
  const testing::TempDir dir;
  const auto path = dir.Write("model.safetensors", Safetensors("{\"a\\u0007\\u001b[31m\":{}}", ""));
  const auto result = LoadSafetensors(path);
  ExpectError(result, ErrorCode::kBadData, {path.c_str(), "tensor a??[31m"});
}

}  // namespace
}  // namespace godel
