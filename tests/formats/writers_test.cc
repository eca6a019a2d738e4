// SPDX-License-Identifier: MIT
// What the writers write is what the readers read; and nothing is left behind when writing ends early.
#include <gtest/gtest.h>

#include <optional>

#include "expect_error.h"
#include "godel/formats/gguf.h"
#include "godel/formats/gguf_writer.h"
#include "support/full_disk.h"
#include "support/golden.h"

namespace godel {
namespace {

namespace fs = std::filesystem;
using testing::ExpectError;
using testing::FullDisk;
using testing::TempDir;

const std::vector<TensorPlan> kPlans = {{.name = "w", .type = DataType::kF32, .shape = {2, 3}},
                                        {.name = "packed", .type = DataType::kI8, .shape = {5}},
                                        {.name = "none", .type = DataType::kF32, .shape = {0, 3}},
                                        {.name = "h", .type = DataType::kBf16, .shape = {2}}};

// Tensor i is bytes of 'a' + i, handed over one at a time.
Status Letters(size_t i, const ByteSink& sink) {
  const std::byte letter{static_cast<unsigned char>('a' + i)};
  const size_t bytes = PlannedBytes(kPlans[i]).value();
  for (size_t done = 0; done < bytes; ++done) GODEL_TRY_STATUS(sink({&letter, 1}));
  return {};
}

template <class Tensors>
void ExpectLetters(const Tensors& checkpoint) {
  ASSERT_EQ(checkpoint.tensors.size(), kPlans.size());
  for (size_t i = 0; i < kPlans.size(); ++i) {
    const StoredTensor* tensor = checkpoint.Find(kPlans[i].name);
    ASSERT_NE(tensor, nullptr);
    EXPECT_EQ(tensor->view.type, kPlans[i].type);
    EXPECT_EQ(tensor->view.shape, kPlans[i].shape);
    EXPECT_EQ(AsText(tensor->view.data), std::string(PlannedBytes(kPlans[i]).value(), static_cast<char>('a' + i)));
  }
}

size_t FilesIn(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(WriteGguf, ComesBackWhole) {
  const TempDir dir;
  GgufMetadataBuilder metadata;
  metadata.AddU32("u32", 4'000'000'000);
  metadata.AddF32("f32", 0.25f);
  metadata.AddF64("f64", 1e-6);
  metadata.AddBool("bool", true);
  metadata.AddText("text", "a \xE2\x96\x81 b");
  metadata.AddU32s("u32s", std::vector<uint32_t>{1, 2});
  metadata.AddI32s("i32s", std::vector<int32_t>{-1});
  metadata.AddF32s("f32s", std::vector<float>{1.5f});
  metadata.AddTexts("texts", std::vector<std::string>{"", "x"});
  metadata.AddBytes("bytes", std::string_view("\0\xFF", 2));
  const auto status = WriteGguf(dir.path() / "w.gguf", std::move(metadata), kPlans, Letters);
  ASSERT_TRUE(status) << status.error().message;
  const auto file = LoadGguf(dir.path() / "w.gguf");
  ASSERT_TRUE(file) << file.error().message;
  const GgufMetadata& m = file->metadata;
  EXPECT_EQ(**OptionalValue<size_t>(m, "u32"), 4'000'000'000u);
  EXPECT_EQ(**OptionalValue<double>(m, "f32"), 0.25);
  EXPECT_EQ(**OptionalValue<double>(m, "f64"), 1e-6);
  EXPECT_EQ(**OptionalValue<bool>(m, "bool"), true);
  EXPECT_EQ(**OptionalValue<std::string_view>(m, "text"), "a \xE2\x96\x81 b");
  EXPECT_EQ(**OptionalArray<int64_t>(m, "u32s"), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(**OptionalArray<int64_t>(m, "i32s"), std::vector<int64_t>{-1});
  EXPECT_EQ(**OptionalArray<float>(m, "f32s"), std::vector<float>{1.5f});
  EXPECT_EQ(**OptionalArray<std::string_view>(m, "texts"), (std::vector<std::string_view>{"", "x"}));
  EXPECT_EQ(**OptionalBytes(m, "bytes"), std::string_view("\0\xFF", 2));
  EXPECT_EQ(**OptionalValue<size_t>(m, "general.alignment"), 64u);
  ExpectLetters(file->checkpoint);
  for (const auto& [name, tensor] : file->checkpoint.tensors) {
    if (tensor.view.data.empty()) continue;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor.view.data.data()) % 64, 0u) << name;
  }
}

TEST(WriteSafetensors, ComesBackWhole) {
  const TempDir dir;
  const auto status = WriteSafetensors(dir.path() / "model.safetensors", kPlans, Letters);
  ASSERT_TRUE(status) << status.error().message;
  const auto file = LoadSafetensors(dir.path() / "model.safetensors");
  ASSERT_TRUE(file) << file.error().message;
  ExpectLetters(*file);
}

TEST(Writers, LeaveNothingBehindWhenTheyEndEarly) {
  const TempDir dir;
  dir.Write("old.gguf", "old");
  const auto fails = [](size_t i, const ByteSink& sink) -> Status {
    if (i == 1) return Fail(ErrorCode::kResourceExhausted, "stopped");
    return Letters(i, sink);
  };
  ExpectError(WriteGguf(dir.path() / "old.gguf", {}, kPlans, fails), ErrorCode::kResourceExhausted, {"stopped"});
  ExpectError(WriteSafetensors(dir.path() / "old.gguf", kPlans, fails), ErrorCode::kResourceExhausted, {"stopped"});
  const auto too_few = [](size_t, const ByteSink&) -> Status { return {}; };
  ExpectError(WriteGguf(dir.path() / "old.gguf", {}, kPlans, too_few), ErrorCode::kInvalidArgument,
              {"tensor w: 0 bytes to write, expected 24"});
  EXPECT_EQ(FilesIn(dir.path()), 1u);
  EXPECT_EQ(ReadTextFile(dir.path() / "old.gguf", 100).value(), "old");
}

TEST(Writers, SayWhatCannotBeWritten) {
  const TempDir dir;
  ExpectError(WriteGguf(dir.path() / "none" / "w.gguf", {}, kPlans, Letters), ErrorCode::kIo,
              {"cannot write", "none/w.gguf", "No such file"});
  const std::vector<TensorPlan> odd = {{.name = "w", .type = DataType::kQ8Zero, .shape = {2, 16}}};
  ExpectError(WriteGguf(dir.path() / "w.gguf", {}, odd, Letters), ErrorCode::kInvalidArgument,
              {"tensor w", "cannot be stored as q8_0"});
  const std::vector<TensorPlan> blocks = {{.name = "w", .type = DataType::kQ8Zero, .shape = {32}}};
  ExpectError(WriteSafetensors(dir.path() / "w", blocks, Letters), ErrorCode::kUnsupported,
              {"safetensors has no type q8_0"});
  const std::vector<TensorPlan> bools = {{.name = "w", .type = DataType::kBool, .shape = {32}}};
  ExpectError(WriteGguf(dir.path() / "w.gguf", {}, bools, Letters), ErrorCode::kUnsupported, {"GGUF has no type bool"});
  EXPECT_EQ(FilesIn(dir.path()), 0u);
}

TEST(Writers, SayThatThereIsNoRoom) {
  const TempDir dir;
  const std::vector<TensorPlan> large = {{.name = "w", .type = DataType::kI8, .shape = {1'000'000}}};
  const std::vector<std::byte> bytes(1'000'000);
  std::optional<FullDisk> full(100'000);
  const auto status =
      WriteGguf(dir.path() / "w.gguf", {}, large, [&](size_t, const ByteSink& sink) { return sink(bytes); });
  full.reset();
  ExpectError(status, ErrorCode::kIo, {"cannot write", "w.gguf", "File too large"});
  EXPECT_EQ(FilesIn(dir.path()), 0u);
}

}  // namespace
}  // namespace godel
