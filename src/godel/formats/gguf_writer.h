// SPDX-License-Identifier: MIT
// Writes GGUF version 3.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/formats/gguf_metadata.h"
#include "godel/formats/tensor_writer.h"

namespace godel {

// Metadata on its way into a file, in the order in which it is added. A key must be added once.
class GgufMetadataBuilder {
 public:
  void AddU32(std::string_view key, size_t value);  // must fit
  void AddF32(std::string_view key, float value);
  void AddF64(std::string_view key, double value);
  void AddBool(std::string_view key, bool value);
  void AddText(std::string_view key, std::string_view value);
  void AddU32s(std::string_view key, std::span<const uint32_t> values);
  void AddI32s(std::string_view key, std::span<const int32_t> values);
  void AddF32s(std::string_view key, std::span<const float> values);
  void AddTexts(std::string_view key, std::span<const std::string> values);
  void AddBytes(std::string_view key, std::string_view bytes);  // an array of u8

  size_t count() const { return count_; }
  std::string_view bytes() const { return bytes_; }

 private:
  void AddKey(std::string_view key, GgufType type);
  void AddArrayHead(std::string_view key, GgufType item_type, size_t count);
  void Append(uint64_t value, size_t width);
  void AppendText(std::string_view text);

  std::string bytes_;
  size_t count_ = 0;
};

// Where tensors start in files that are written here: a cache line, so that kernels may use them in place.
inline constexpr size_t kGgufAlignment = 64;

// `metadata` must not hold general.alignment, which is added. A type that GGUF lacks (bool, u8) is an error; opaque
// bytes go as i8. The file appears under its name only when it is whole.
Status WriteGguf(const std::filesystem::path& path, GgufMetadataBuilder metadata, std::span<const TensorPlan> tensors,
                 const TensorSource& source);

}  // namespace godel
