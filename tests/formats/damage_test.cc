// SPDX-License-Identifier: MIT
// Every truncation and every flipped bit of small files: the sanitizers watch, and what is still accepted must be
// whole.
#include <gtest/gtest.h>

#include "checkpoint_bytes.h"
#include "godel/base/utf8.h"
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
    EXPECT_EQ(view.data.size(), NumElements(view.shape) * BytesOf(view.type)) << name;
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

INSTANTIATE_TEST_SUITE_P(Files, Damage,
                         ::testing::Values(std::pair<Parser, std::string>{ParseSafetensors, SmallSafetensors()},
                                           std::pair<Parser, std::string>{ParseTorchZip, SmallTorch()}),
                         [](const auto& param) { return param.index == 0 ? "Safetensors" : "TorchZip"; });

}  // namespace
}  // namespace godel
