// SPDX-License-Identifier: MIT
#include "godel/formats/torch_zip.h"

#include <gtest/gtest.h>

#include <bit>

#include "bits_at.h"
#include "checkpoint_bytes.h"
#include "expect_error.h"
#include "support/golden.h"

namespace godel {
namespace {

using namespace testing::pickle;
using testing::AsBytes;
using testing::BitsAt;
using testing::ExpectError;
using testing::Pickled;
using testing::TorchTensor;
using testing::TorchZip;

Result<NamedTensors> ParseArchive(const std::string& file, const CheckpointLimits& limits = {}) {
  return ParseTorchZip(AsBytes(file), limits);
}

// Bits read by hand: struct.unpack("<I", zipfile.ZipFile(f).read("pytorch_model/data/0")), and .../data/46.
TEST(TorchZip, ReadsTheFileOfTransformers) {
  const auto checkpoint = LoadTorchZip(testing::GoldenPath("godel_tiny/pytorch_model.bin"));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->tensors.size(), 50u);
  const TensorView& shared = checkpoint->Find("shared.weight")->view;
  EXPECT_EQ(shared.type, DataType::kF32);
  EXPECT_EQ(shared.shape, (Shape{32102, 32}));
  EXPECT_EQ(BitsAt(shared, 0), 0xbd7f0227u);
  EXPECT_EQ(BitsAt(shared, 1), 0xbe120752u);
  EXPECT_EQ(BitsAt(shared, 1027263), 0x3df9d14eu);
  for (const char* name : {"encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"}) {
    ASSERT_NE(checkpoint->Find(name), nullptr) << name;
    EXPECT_EQ(checkpoint->Find(name)->view.data.data(), shared.data.data()) << name;
    EXPECT_EQ(checkpoint->Find(name)->view.shape, shared.shape) << name;
  }
  const TensorView& norm = checkpoint->Find("decoder.final_layer_norm.weight")->view;
  EXPECT_EQ(norm.shape, (Shape{32}));
  EXPECT_EQ(BitsAt(norm, 0), 0x40882ebau);
  EXPECT_EQ(BitsAt(norm, 31), 0xc09187adu);
}

// A state dict {"w": tensor} over one storage.
std::string OneTensor(const TorchTensor& tensor, const std::string& storage) {
  return TorchZip(Program(Dict({{"w", Pickled(tensor)}})), {storage});
}

constexpr const char* kStorage = "0123456789abcdefghijklmn";  // 24 bytes: 6 floats

TEST(TorchZip, ReadsViewsOfEveryStorageType) {
  const struct {
    const char* name;
    DataType type;
    int64_t elements;  // of 24 bytes
  } kTypes[] = {{"FloatStorage", DataType::kF32, 6},      {"HalfStorage", DataType::kF16, 12},
                {"BFloat16Storage", DataType::kBf16, 12}, {"DoubleStorage", DataType::kF64, 3},
                {"LongStorage", DataType::kI64, 3},       {"IntStorage", DataType::kI32, 6},
                {"ShortStorage", DataType::kI16, 12},     {"CharStorage", DataType::kI8, 24},
                {"ByteStorage", DataType::kU8, 24},       {"BoolStorage", DataType::kBool, 24}};
  for (const auto& [name, type, elements] : kTypes) {
    const std::string file = OneTensor(
        {.storage_type = name, .storage_elements = elements, .offset = 1, .shape = {1, 2}, .strides = {99, 1}},
        kStorage);
    const auto tensors = ParseArchive(file);
    ASSERT_TRUE(tensors) << name << ": " << tensors.error().message;
    const TensorView& view = tensors->at("w");
    EXPECT_EQ(view.type, type);
    EXPECT_EQ(view.shape, (Shape{1, 2}));
    EXPECT_EQ(AsText(view.data), std::string(kStorage).substr(BytesOf(type), 2 * BytesOf(type))) << name;
  }
}

TEST(TorchZip, ReadsScalarsEmptyTensorsAndOlderFiles) {
  const std::string program =
      Program(Dict({{"scalar", Pickled({.storage_elements = 6, .offset = 5})},
                    {"empty", Pickled({.storage_elements = 6, .shape = {0, 4}, .strides = {4, 1}})}}));
  for (const char* byteorder : {"little", ""}) {  // the record is written since torch 2.1
    const std::string file = TorchZip(program, {kStorage}, byteorder);
    const auto tensors = ParseArchive(file);
    ASSERT_TRUE(tensors) << tensors.error().message;
    EXPECT_EQ(tensors->at("scalar").shape, Shape{});
    EXPECT_EQ(AsText(tensors->at("scalar").data), "klmn");
    EXPECT_EQ(tensors->at("empty").data.size(), 0u);
  }
}

TEST(TorchZip, ReadsAStateDictInsideATrainingCheckpoint) {
  const std::string tensor = Pickled({.storage_elements = 6, .shape = {6}, .strides = {1}});
  for (const char* wrapper : {"state_dict", "model"}) {
    const auto tensors =
        ParseArchive(TorchZip(Program(Dict({{"epoch", Int(3)},
                                            {"lr_schedulers", "]"},
                                            {"noise", tensor},
                                            {wrapper, Dict({{"w", tensor}, {"step", Int(1)}}) + "}b"}})),
                              {kStorage}));
    ASSERT_TRUE(tensors) << tensors.error().message;
    EXPECT_EQ(tensors->size(), 1u);
    EXPECT_TRUE(tensors->contains("w"));
  }
  // A tensor that happens to be called "model" is one of the state dict.
  const auto flat = ParseArchive(TorchZip(Program(Dict({{"model", tensor}, {"w", tensor}})), {kStorage}));
  ASSERT_TRUE(flat);
  EXPECT_EQ(flat->size(), 2u);
}

TEST(TorchZip, ReadsParametersAndSkipsAttributes) {
  const std::string tensor = Pickled({.storage_elements = 6, .shape = {6}, .strides = {1}});
  const std::string parameter =
      Global("torch._utils", "_rebuild_parameter") + "(" + tensor + "\x88" + EmptyOrderedDict() + "tR";
  const std::string file = TorchZip(Program(Dict({{"w", parameter}}) + "}" + Text("_metadata") + "}sb"), {kStorage});
  const auto whole = ParseArchive(file);
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(AsText(whole->at("w").data), kStorage);
}

TEST(TorchZip, RefusesTensorsThatDoNotFitTheirStorage) {
  const auto parse = [](TorchTensor tensor) {
    if (tensor.storage_elements == 0) tensor.storage_elements = 6;
    return ParseArchive(OneTensor(tensor, kStorage));
  };
  ASSERT_TRUE(parse({.shape = {2, 3}, .strides = {3, 1}}));
  ExpectError(parse({.shape = {7}, .strides = {1}}), ErrorCode::kBadData, {"tensor w", "[7]", "6 values of f32"});
  ExpectError(parse({.offset = 1, .shape = {6}, .strides = {1}}), ErrorCode::kBadData, {"tensor w", "element 1"});
  ExpectError(parse({.offset = -1, .shape = {1}, .strides = {1}}), ErrorCode::kBadData, {"tensor w"});
  ExpectError(parse({.offset = INT64_MAX, .shape = {1}, .strides = {1}}), ErrorCode::kBadData, {"tensor w"});
  ExpectError(parse({.shape = {-1}, .strides = {1}}), ErrorCode::kBadData, {"tensor w"});
  ExpectError(parse({.shape = {int64_t{1} << 32, int64_t{1} << 32}, .strides = {1, 1}}), ErrorCode::kBadData,
              {"tensor w"});
  ExpectError(parse({.shape = {2, 3}, .strides = {1}}), ErrorCode::kBadData, {"tensor w", "contradict"});
  ExpectError(parse({.shape = {1, 1, 1, 1, 1, 1, 1, 1, 1}, .strides = {1, 1, 1, 1, 1, 1, 1, 1, 1}}),
              ErrorCode::kResourceExhausted, {"tensor w", "dimensions"});
  ExpectError(parse({.storage_elements = 5, .shape = {1}, .strides = {1}}), ErrorCode::kBadData,
              {"tensor w", "storage 0 should hold 5 values of f32, but has 24 bytes"});
  ExpectError(parse({.storage_elements = 7, .shape = {1}, .strides = {1}}), ErrorCode::kBadData,
              {"tensor w", "storage 0"});
  ExpectError(parse({.storage_elements = -6, .shape = {1}, .strides = {1}}), ErrorCode::kBadData, {"tensor w"});
  // 2^62 + 6 floats are 24 bytes in 64-bit arithmetic that wraps.
  ExpectError(parse({.storage_elements = (int64_t{1} << 62) + 6, .shape = {1}, .strides = {1}}), ErrorCode::kBadData,
              {"tensor w"});
  ExpectError(parse({.key = "7", .storage_elements = 6, .shape = {1}, .strides = {1}}), ErrorCode::kBadData,
              {"tensor w", "archive/data/7 is missing"});
}

TEST(TorchZip, RefusesTransposedTensors) {
  ExpectError(ParseArchive(OneTensor({.storage_elements = 6, .shape = {3, 2}, .strides = {1, 3}}, kStorage)),
              ErrorCode::kUnsupported, {"tensor w", "[1, 3]", ".contiguous()"});
  ExpectError(ParseArchive(OneTensor({.storage_elements = 6, .shape = {2, 2}, .strides = {3, 1}}, kStorage)),
              ErrorCode::kUnsupported, {"tensor w"});
  ExpectError(ParseArchive(OneTensor({.storage_elements = 6, .shape = {6}, .strides = {0}}, kStorage)),
              ErrorCode::kUnsupported, {"tensor w"});
}

TEST(TorchZip, RefusesWhatIsNoStateDict) {
  ExpectError(ParseArchive(TorchZip(Program("]"), {})), ErrorCode::kBadData, {"dict of tensors", "state_dict()"});
  ExpectError(ParseArchive(TorchZip(Program(Dict({{"epoch", "K\x01"}, {"loss", "N"}})), {})), ErrorCode::kBadData,
              {"epoch, loss"});
  ExpectError(ParseArchive(TorchZip(Program(Global("os", "system")), {})), ErrorCode::kUnsupported,
              {"archive/data.pkl", "os.system", "never run"});
  const std::string tensor = Pickled({.storage_elements = 6, .shape = {6}, .strides = {1}});
  ExpectError(ParseArchive(TorchZip(Program(Dict({{"a\xFF", tensor}})), {kStorage})), ErrorCode::kBadData, {"UTF-8"});
  ExpectError(
      ParseArchive(TorchZip(Program(Dict({{std::string(100, 'n'), tensor}})), {kStorage}), {.max_name_bytes = 50}),
      ErrorCode::kResourceExhausted, {"name of 100 bytes"});
  ExpectError(ParseArchive(TorchZip(Program(Dict({{"a", tensor}, {"b", tensor}})), {kStorage}), {.max_tensors = 1}),
              ErrorCode::kResourceExhausted, {"more than 1 tensors"});
}

TEST(TorchZip, RefusesOtherArchives) {
  const std::string program = Program(Dict({{"w", Pickled({.storage_elements = 6, .shape = {6}, .strides = {1}})}}));
  ExpectError(ParseArchive(TorchZip(program, {kStorage}, "big")), ErrorCode::kUnsupported, {"byte order is big"});
  ExpectError(ParseArchive(TorchZip(program, {kStorage}, "odd")), ErrorCode::kBadData, {"odd"});
  ExpectError(ParseArchive(testing::Zip({{.name = "word/document.xml", .data = "x"}})), ErrorCode::kBadData,
              {"<name>/data.pkl", "word/document.xml"});
  ExpectError(
      ParseArchive(testing::Zip({{.name = "a/data.pkl", .data = program}, {.name = "b/data.pkl", .data = program}})),
      ErrorCode::kBadData, {"more than one"});
  ExpectError(ParseArchive(testing::Zip({{.name = "a/b/data.pkl", .data = program}})), ErrorCode::kBadData,
              {"a/b/data.pkl"});
  // Legacy torch.save: a pickled magic number first, no zip.
  ExpectError(ParseArchive("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j\xa8P\x19."), ErrorCode::kUnsupported,
              {"before 1.6", "safetensors"});
  ExpectError(ParseArchive("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n"), ErrorCode::kBadData,
              {"git lfs pull"});
  ExpectError(ParseArchive(testing::Safetensors(R"({"x":1})", "")), ErrorCode::kBadData, {"model.safetensors"});
  ExpectError(ParseArchive("\x89HDF\r\n"), ErrorCode::kBadData, {"HDF5"});
  ExpectError(ParseArchive(std::string(100, '\xAB')), ErrorCode::kBadData, {"damaged"});
  ExpectError(ParseArchive(""), ErrorCode::kBadData, {"zip"});
}

}  // namespace
}  // namespace godel
