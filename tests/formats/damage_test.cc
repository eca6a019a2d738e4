// SPDX-License-Identifier: MIT
// Every truncation and every flipped bit of small files: the sanitizers watch, and what is still accepted must be
// whole.
#include <gtest/gtest.h>

#include <array>

#include "checkpoint_bytes.h"
#include "godel/base/utf8.h"
#include "godel/formats/gguf.h"
#include "godel/formats/safetensors.h"
#include "godel/formats/torch_zip.h"

namespace godel {
namespace {

using namespace testing::pickle;
using Parser = Result<NamedTensors> (*)(std::span<const std::byte>, const CheckpointLimits&);

std::string SmallSafetensors() {
  return testing::Safetensors(
      R"({"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
      R"("b":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]}})",
      "12345678abcd");
}

std::string SmallTorch() {
  const std::string a = testing::Pickled({.storage_elements = 3, .offset = 1, .shape = {2, 1}, .strides = {1, 1}});
  const std::string b = testing::Pickled(
      {.storage_type = "BFloat16Storage", .key = "1", .storage_elements = 2, .shape = {2}, .strides = {1}});
  return testing::TorchZip(Program(Dict({{"a.weight", a}, {"b", b}, {"again", a}}) + "}b"), {"0000aaaabbbb", "ccdd"});
}

std::string SmallGguf() {
  namespace gguf = testing::gguf;
  const std::string texts =
      gguf::Array(8, 3, gguf::SizedText("a") + gguf::SizedText("") + gguf::SizedText("long piece"));
  const std::string nested =
      gguf::Array(9, 2, gguf::Array(4, 1, testing::LittleEndian(7, 4)) + gguf::Array(8, 1, gguf::SizedText("deep")));
  return testing::Gguf(
      {.values = {gguf::Value("general.architecture", 8, gguf::SizedText("t5")), gguf::Value("tokens", 9, texts),
                  gguf::Value("nested", 9, nested), gguf::Value("epsilon", 6, testing::LittleEndian(0, 4)),
                  gguf::Value("general.alignment", 4, testing::LittleEndian(64, 4))},
       .tensors = {gguf::Tensor("a.weight", {32, 2}, 8, 0), gguf::Tensor("b", {2}, 0, 128)},
       .data = std::string(128, 'q') + "12345678",
       .alignment = 64});
}

Result<NamedTensors> ParseGgufTensors(std::span<const std::byte> file, const CheckpointLimits& limits) {
  GODEL_TRY(GgufContent content, ParseGguf(file, limits));
  // Whatever was accepted must be readable as every type.
  for (const auto& [key, value] : content.metadata) {
    (void)OptionalValue<size_t>(content.metadata, key);
    (void)OptionalArray<float>(content.metadata, key);
    (void)OptionalArray<std::string_view>(content.metadata, key);
    (void)OptionalBytes(content.metadata, key);
  }
  return std::move(content.tensors);
}

// Parses an exact copy on the heap, so that a read past its end is seen.
bool IsReadWhole(Parser parse, const std::string& text) {
  const std::vector<std::byte> file(testing::AsBytes(text).begin(), testing::AsBytes(text).end());
  const auto tensors = parse(file, {});
  if (!tensors) {
    EXPECT_FALSE(tensors.error().message.empty());
    EXPECT_FALSE(FirstInvalidUtf8(tensors.error().message)) << tensors.error().message;
    return false;
  }
  unsigned sum = 0;
  for (const auto& [name, view] : *tensors) {
    EXPECT_EQ(view.data.size(), NumBytes(view.type, NumElements(view.shape))) << name;
    for (const std::byte byte : view.data) sum += std::to_integer<unsigned>(byte);
  }
  EXPECT_GE(sum, 0u);
  return true;
}

class Damage : public ::testing::TestWithParam<std::pair<Parser, std::string>> {};

TEST_P(Damage, TruncationIsAnError) {
  const auto& [parse, file] = GetParam();
  ASSERT_TRUE(IsReadWhole(parse, file));
  for (size_t size = 0; size < file.size(); ++size) EXPECT_FALSE(IsReadWhole(parse, file.substr(0, size))) << size;
}

TEST_P(Damage, AFlippedBitIsAnErrorOrAnotherValidFile) {
  const auto& [parse, file] = GetParam();
  size_t refused = 0;
  for (size_t bit = 0; bit < file.size() * 8; ++bit) {
    std::string changed = file;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    refused += IsReadWhole(parse, changed) ? 0 : 1;
  }
  // Flips in names, metadata, tensor data and fields that no reader needs remain; most others must be seen.
  EXPECT_GT(refused, file.size() * 8 / 3);
}

TEST_P(Damage, APairOfBytesAtTheirLimitsIsAnErrorOrAnotherValidFile) {
  const auto& [parse, file] = GetParam();
  for (size_t at = 0; at + 1 < file.size(); ++at) {
    for (const char* pair : {"\xFF\xFF", "\x7F\xFF", "{{", "]}", "NN"}) {
      std::string changed = file;
      changed.replace(at, 2, pair);
      IsReadWhole(parse, changed);
    }
  }
}

std::string FormatName(const ::testing::TestParamInfo<std::pair<Parser, std::string>>& info) {
  return std::array{"Safetensors", "TorchZip", "Gguf"}[info.index];
}

INSTANTIATE_TEST_SUITE_P(Files, Damage,
                         ::testing::Values(std::pair<Parser, std::string>{ParseSafetensors, SmallSafetensors()},
                                           std::pair<Parser, std::string>{ParseTorchZip, SmallTorch()},
                                           std::pair<Parser, std::string>{ParseGgufTensors, SmallGguf()}),
                         FormatName);

}  // namespace
}  // namespace godel
