// SPDX-License-Identifier: MIT
// Any bytes as a GGUF file: an error, or views that lie inside the file, a configuration and a tokenizer that encodes.
#include <cstdint>
#include <cstdlib>

#include "godel/engine/gguf_model.h"
#include "godel/formats/gguf.h"
#include "godel/model/gguf_config.h"
#include "godel/model/gguf_names.h"

namespace {

unsigned Sum(const godel::TensorView& view) {
  if (view.data.size() != godel::NumBytes(view.type, godel::NumElements(view.shape))) std::abort();
  unsigned sum = 0;
  for (const std::byte byte : view.data) sum += std::to_integer<unsigned>(byte);
  const size_t elements = godel::NumElements(view.shape);
  if (!godel::IsFloat(view.type) || elements < 3) return sum;
  float middle[2];
  godel::ReadF32(view, elements / 2, middle);
  return sum + (middle[0] == middle[1] ? 1 : 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto content = godel::ParseGguf({reinterpret_cast<const std::byte*>(data), size});
  if (!content) return 0;
  godel::GgufFile file{std::move(content->metadata), {}};
  unsigned sum = 0;
  for (auto& [name, view] : content->tensors) {
    sum += Sum(view);
    file.checkpoint.tensors.emplace(name, godel::StoredTensor{std::move(view), 0});
  }
  [[maybe_unused]] const volatile unsigned keep = sum;
  for (const auto& [key, value] : file.metadata) {
    (void)godel::OptionalValue<double>(file.metadata, key);
    (void)godel::OptionalArray<int64_t>(file.metadata, key);
  }
  if (auto renamed = godel::WithHuggingFaceNames(std::move(file.checkpoint)))
    (void)godel::T5ConfigFromGguf(file.metadata, *renamed);
  // Without a vocabulary it would look for one beside a file that does not exist.
  if (file.metadata.contains("tokenizer.ggml.tokens")) {
    const auto tokenizer = godel::TokenizerFromGguf(file.metadata, "/nowhere/fuzz.gguf");
    if (tokenizer) (void)tokenizer->Encode("a b \xC3\xA9 ab</s>");
  }
  return 0;
}
