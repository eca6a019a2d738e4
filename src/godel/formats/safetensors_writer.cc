// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "godel/base/json.h"
#include "godel/formats/tensor_writer.h"

namespace godel {
namespace {

// What the reference pads its header to, so that tensors start at a multiple of it.
constexpr size_t kHeaderAlignment = 8;

std::string SafetensorsTypeName(DataType type) {
  std::string name(DataTypeName(type));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); });
  return name;
}

}  // namespace

Status WriteSafetensors(const std::filesystem::path& path, std::span<const TensorPlan> tensors,
                        const TensorSource& source) {
  // "format" is what transformers looks for.
  Json header = {{"__metadata__", {{"format", "pt"}}}};
  size_t offset = 0;
  for (const TensorPlan& plan : tensors) {
    if (BytesOf(plan.type) == 0)
      return Fail(ErrorCode::kUnsupported,
                  fmt::format("tensor {}: safetensors has no type {}", plan.name, DataTypeName(plan.type)));
    GODEL_TRY(const size_t bytes, PlannedBytes(plan));
    header[plan.name] = {
        {"dtype", SafetensorsTypeName(plan.type)}, {"shape", plan.shape}, {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
  }
  std::string text = Dump(header);
  text.append((kHeaderAlignment - text.size() % kHeaderAlignment) % kHeaderAlignment, ' ');
  std::string length;
  for (size_t i = 0; i < 8; ++i) length.push_back(static_cast<char>(text.size() >> (8 * i)));

  GODEL_TRY(ReplacingFile file, ReplacingFile::Create(path));
  GODEL_TRY_STATUS(file.Write(length));
  GODEL_TRY_STATUS(file.Write(text));
  for (size_t i = 0; i < tensors.size(); ++i) GODEL_TRY_STATUS(WritePlanned(tensors[i], i, source, &file));
  return file.Commit();
}

}  // namespace godel
