// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "checkpoint_bytes.h"
#include "expect_error.h"
#include "godel/formats/checkpoint.h"
#include "support/golden.h"

namespace godel {
namespace {

using namespace testing::pickle;
using testing::ExpectError;
using testing::TempDir;

// A safetensors file of one-byte tensors with these names; the byte is the name's first letter.
std::string OneByteTensors(const std::vector<std::string>& names) {
  std::string header = "{", data;
  for (const std::string& name : names) {
    header += (data.empty() ? "\"" : ",\"") + name + R"(":{"dtype":"U8","shape":[1],"data_offsets":[)" +
              std::to_string(data.size()) + "," + std::to_string(data.size() + 1) + "]}";
    data += name[0];
  }
  return testing::Safetensors(header + "}", data);
}

std::string OneByteTorch(const std::string& name, const std::string& storage) {
  return testing::TorchZip(
      Program(Dict(
          {{name,
            testing::Pickled({.storage_type = "ByteStorage", .storage_elements = 1, .shape = {1}, .strides = {1}})}})),
      {storage});
}

char ByteOf(const Checkpoint& checkpoint, const std::string& name) {
  const StoredTensor* tensor = checkpoint.Find(name);
  return tensor == nullptr ? '?' : static_cast<char>(tensor->view.data[0]);
}

TEST(CheckpointFolder, TakesTheFirstOfTheKnownNames) {
  const TempDir dir;
  dir.Write("pytorch_model.bin.index.json", R"({"weight_map":{"w":"part.bin"}})");
  dir.Write("part.bin", OneByteTorch("w", "4"));
  EXPECT_EQ(ByteOf(LoadCheckpointFolder(dir.path()).value(), "w"), '4');
  dir.Write("pytorch_model.bin", OneByteTorch("w", "3"));
  EXPECT_EQ(ByteOf(LoadCheckpointFolder(dir.path()).value(), "w"), '3');
  dir.Write("model.safetensors.index.json", R"({"weight_map":{"b":"part.safetensors"}})");
  dir.Write("part.safetensors", OneByteTensors({"b"}));
  EXPECT_EQ(ByteOf(LoadCheckpointFolder(dir.path()).value(), "b"), 'b');
  dir.Write("model.safetensors", OneByteTensors({"a"}));
  EXPECT_EQ(ByteOf(LoadCheckpointFolder(dir.path()).value(), "a"), 'a');
}

TEST(CheckpointFolder, ReadsShardsOnceAndKeepsThemMapped) {
  const TempDir dir;
  dir.Write(
      "model.safetensors.index.json",
      R"({"metadata":{"total_size":4},"weight_map":{"a":"1.safetensors","b":"2.safetensors","c":"1.safetensors"}})");
  dir.Write("1.safetensors", OneByteTensors({"a", "b", "c"}));  // its b is not the one that the index means
  dir.Write("2.safetensors", testing::Safetensors(R"({"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "B"));
  auto loaded = LoadCheckpointFolder(dir.path());
  ASSERT_TRUE(loaded) << loaded.error().message;
  const Checkpoint copy = *loaded;
  loaded = Fail(ErrorCode::kIo, "");  // the copy alone must keep the files
  EXPECT_EQ(copy.files.size(), 2u);
  EXPECT_EQ(copy.tensors.size(), 3u);
  EXPECT_EQ(ByteOf(copy, "a"), 'a');
  EXPECT_EQ(ByteOf(copy, "b"), 'B');
  EXPECT_EQ(ByteOf(copy, "c"), 'c');
  for (const auto& [name, tensor] : copy.tensors) {
    const auto file = copy.files.at(tensor.file)->bytes();
    EXPECT_TRUE(tensor.view.data.data() >= file.data() && tensor.view.data.data() < file.data() + file.size()) << name;
  }
}

TEST(CheckpointFolder, RefusesBrokenIndexes) {
  const TempDir dir;
  dir.Write("1.safetensors", OneByteTensors({"a"}));
  const auto load = [&](const std::string& index) {
    dir.Write("model.safetensors.index.json", index);
    return LoadCheckpointFolder(dir.path());
  };
  ASSERT_TRUE(load(R"({"weight_map":{"a":"1.safetensors"}})"));
  ExpectError(load(R"({"weight_map":{"a":"1.safetensors","b":"1.safetensors"}})"), ErrorCode::kBadData,
              {"tensor b", "1.safetensors", "index.json"});
  ExpectError(load(R"({"weight_map":{"a":"2.safetensors"}})"), ErrorCode::kNotFound, {"2.safetensors", "index.json"});
  for (const char* name : {"../1.safetensors", "/etc/passwd", "..", ".", "", "a/b", "a\\\\b", "a\\u0000b"})
    ExpectError(load(std::string(R"({"weight_map":{"a":")") + name + "\"}}"), ErrorCode::kBadData,
                {"tensor a", "same folder"});
  ExpectError(load(R"({"weight_map":{"a":3}})"), ErrorCode::kBadData, {"tensor a", "found 3"});
  for (const char* index : {"{}", "[]", R"({"weight_map":[]})", R"({"weight_map":{}})", R"({"weight_map":null})"})
    ExpectError(load(index), ErrorCode::kBadData, {"weight_map"});
  ExpectError(load("{"), ErrorCode::kBadData, {"index.json", "JSON"});
  ExpectError(load(std::string(100, '[')), ErrorCode::kResourceExhausted, {"nested"});
}

TEST(CheckpointFolder, SaysWhatItLookedFor) {
  const TempDir dir;
  ExpectError(LoadCheckpointFolder(dir.path()), ErrorCode::kNotFound,
              {dir.path().c_str(), "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
               "pytorch_model.bin.index.json"});
  const auto file = dir.Write("tf_model.h5", "x");
  ExpectError(LoadCheckpointFolder(dir.path()), ErrorCode::kNotFound, {"tf_model.h5 is there but cannot be read"});
  ExpectError(LoadCheckpointFolder(file), ErrorCode::kNotFound, {"not a folder"});
  ExpectError(LoadCheckpointFolder(dir.path() / "none"), ErrorCode::kNotFound, {"no such folder"});
  ExpectError(LoadSafetensors(dir.path() / "none"), ErrorCode::kNotFound, {"none"});
  ExpectError(LoadTorchZip(dir.path()), ErrorCode::kIo, {"not a regular file"});
  ExpectError(LoadTorchZip(dir.Write("empty.bin", "")), ErrorCode::kBadData, {"empty"});
}

TEST(CheckpointFolder, NamesADanglingLink) {
  const TempDir dir;
  std::filesystem::create_symlink("blobs/gone", dir.path() / "model.safetensors");
  ExpectError(LoadCheckpointFolder(dir.path()), ErrorCode::kNotFound, {"model.safetensors"});
}

}  // namespace
}  // namespace godel
