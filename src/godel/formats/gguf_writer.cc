// SPDX-License-Identifier: MIT
#include "godel/formats/gguf_writer.h"

#include <fmt/format.h>

#include <bit>

#include "godel/base/check.h"
#include "godel/formats/gguf_types.h"

namespace godel {
namespace {

constexpr uint64_t kVersion = 3;

void AppendNumber(uint64_t value, size_t width, std::string* out) {
  for (size_t i = 0; i < width; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

size_t PaddingAt(size_t offset) {
  return (kGgufAlignment - offset % kGgufAlignment) % kGgufAlignment;
}

// Name, extents from the innermost on, type, offset behind the header.
Status AppendEntry(const TensorPlan& plan, size_t offset, std::string* out) {
  const auto number = GgufNumberOf(plan.type);
  if (!number)
    return Fail(ErrorCode::kUnsupported,
                fmt::format("tensor {}: GGUF has no type {}", plan.name, DataTypeName(plan.type)));
  AppendNumber(plan.name.size(), 8, out);
  out->append(plan.name);
  AppendNumber(plan.shape.size(), 4, out);
  for (size_t i = plan.shape.size(); i-- > 0;) AppendNumber(plan.shape[i], 8, out);
  AppendNumber(*number, 4, out);
  AppendNumber(offset, 8, out);
  return {};
}

}  // namespace

void GgufMetadataBuilder::Append(uint64_t value, size_t width) {
  AppendNumber(value, width, &bytes_);
}

void GgufMetadataBuilder::AppendText(std::string_view text) {
  Append(text.size(), 8);
  bytes_.append(text);
}

void GgufMetadataBuilder::AddKey(std::string_view key, GgufType type) {
  AppendText(key);
  Append(static_cast<uint32_t>(type), 4);
  ++count_;
}

void GgufMetadataBuilder::AddArrayHead(std::string_view key, GgufType item_type, size_t count) {
  AddKey(key, GgufType::kArray);
  Append(static_cast<uint32_t>(item_type), 4);
  Append(count, 8);
}

void GgufMetadataBuilder::AddU32(std::string_view key, size_t value) {
  GODEL_CHECK(value <= UINT32_MAX);
  AddKey(key, GgufType::kU32);
  Append(value, 4);
}

void GgufMetadataBuilder::AddF32(std::string_view key, float value) {
  AddKey(key, GgufType::kF32);
  Append(std::bit_cast<uint32_t>(value), 4);
}

void GgufMetadataBuilder::AddF64(std::string_view key, double value) {
  AddKey(key, GgufType::kF64);
  Append(std::bit_cast<uint64_t>(value), 8);
}

void GgufMetadataBuilder::AddBool(std::string_view key, bool value) {
  AddKey(key, GgufType::kBool);
  Append(value ? 1 : 0, 1);
}

void GgufMetadataBuilder::AddText(std::string_view key, std::string_view value) {
  AddKey(key, GgufType::kText);
  AppendText(value);
}

void GgufMetadataBuilder::AddU32s(std::string_view key, std::span<const uint32_t> values) {
  AddArrayHead(key, GgufType::kU32, values.size());
  for (const uint32_t value : values) Append(value, 4);
}

void GgufMetadataBuilder::AddI32s(std::string_view key, std::span<const int32_t> values) {
  AddArrayHead(key, GgufType::kI32, values.size());
  for (const int32_t value : values) Append(static_cast<uint32_t>(value), 4);
}

void GgufMetadataBuilder::AddF32s(std::string_view key, std::span<const float> values) {
  AddArrayHead(key, GgufType::kF32, values.size());
  for (const float value : values) Append(std::bit_cast<uint32_t>(value), 4);
}

void GgufMetadataBuilder::AddTexts(std::string_view key, std::span<const std::string> values) {
  AddArrayHead(key, GgufType::kText, values.size());
  for (const std::string& value : values) AppendText(value);
}

void GgufMetadataBuilder::AddBytes(std::string_view key, std::string_view bytes) {
  AddArrayHead(key, GgufType::kU8, bytes.size());
  bytes_.append(bytes);
}

Status WriteGguf(const std::filesystem::path& path, GgufMetadataBuilder metadata, std::span<const TensorPlan> tensors,
                 const TensorSource& source) {
  metadata.AddU32("general.alignment", kGgufAlignment);
  std::string header = "GGUF";
  AppendNumber(kVersion, 4, &header);
  AppendNumber(tensors.size(), 8, &header);
  AppendNumber(metadata.count(), 8, &header);
  header.append(metadata.bytes());
  size_t offset = 0;
  for (const TensorPlan& plan : tensors) {
    GODEL_TRY_STATUS(AppendEntry(plan, offset, &header));
    GODEL_TRY(const size_t bytes, PlannedBytes(plan));
    offset += bytes + PaddingAt(bytes);
  }
  header.append(PaddingAt(header.size()), '\0');

  GODEL_TRY(ReplacingFile file, ReplacingFile::Create(path));
  GODEL_TRY_STATUS(file.Write(header));
  for (size_t i = 0; i < tensors.size(); ++i) {
    GODEL_TRY_STATUS(WritePlanned(tensors[i], i, source, &file));
    GODEL_TRY(const size_t bytes, PlannedBytes(tensors[i]));
    GODEL_TRY_STATUS(file.Write(std::string(PaddingAt(bytes), '\0')));
  }
  return file.Commit();
}

}  // namespace godel
