// SPDX-License-Identifier: MIT
// Any bytes as a safetensors file: an error, or views that lie inside the file.
#include <cstdint>
#include <cstdlib>

#include "godel/formats/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto tensors = godel::ParseSafetensors({reinterpret_cast<const std::byte*>(data), size});
  if (!tensors) return 0;
  unsigned sum = 0;
  for (const auto& [name, view] : *tensors) {
    if (view.data.size() != godel::NumElements(view.shape) * godel::BytesOf(view.type)) std::abort();
    for (const std::byte byte : view.data) sum += std::to_integer<unsigned>(byte);
  }
  [[maybe_unused]] const volatile unsigned keep = sum;
  return 0;
}
