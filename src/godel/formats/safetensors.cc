// SPDX-License-Identifier: MIT
#include "godel/formats/safetensors.h"

#include <fmt/format.h>

#include "godel/base/checked_math.h"
#include "godel/formats/little_endian.h"
#include "godel/formats/safetensors_header.h"

namespace godel {
namespace {

constexpr size_t kLengthBytes = 8;

std::optional<DataType> TypeOf(std::string_view dtype) {
  constexpr std::pair<std::string_view, DataType> kTypes[] = {
      {"F32", DataType::kF32}, {"F16", DataType::kF16},  {"BF16", DataType::kBf16}, {"F64", DataType::kF64},
      {"I64", DataType::kI64}, {"I32", DataType::kI32},  {"I16", DataType::kI16},   {"I8", DataType::kI8},
      {"U8", DataType::kU8},   {"BOOL", DataType::kBool}};
  for (const auto& [name, type] : kTypes)
    if (name == dtype) return type;
  return std::nullopt;
}

// The file's header; a file that cannot have one is perhaps something else, and the message says what.
Result<std::string_view> HeaderOf(std::span<const std::byte> file, const CheckpointLimits& limits) {
  const auto not_safetensors = [&](std::string why) {
    const std::string hint = ForeignContentHint(file);
    return Fail(ErrorCode::kBadData,
                fmt::format("not a safetensors file: {}; {}", why,
                            hint.empty() ? "the file is damaged or cut off, download it again" : hint));
  };
  if (file.size() < kLengthBytes)
    return not_safetensors(
        fmt::format("expected {} bytes of header length, found {} bytes", kLengthBytes, file.size()));
  const uint64_t length = LoadU64(file, 0);
  if (length > file.size() - kLengthBytes)
    return not_safetensors(
        fmt::format("its header claims {} bytes, but {} follow", length, file.size() - kLengthBytes));
  const std::string_view header = AsText(file.subspan(kLengthBytes, length));
  if (header.empty() || header[0] != '{') return not_safetensors("expected '{' where its header starts");
  if (length > limits.max_header_bytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("its header has {} bytes; at most {} are read", length, limits.max_header_bytes));
  return header;
}

Result<TensorView> ViewOf(const std::string& name, const SafetensorsEntry& entry, std::span<const std::byte> data) {
  const auto type = TypeOf(entry.dtype);
  if (!type)
    return Fail(ErrorCode::kUnsupported,
                fmt::format("tensor {}: type {} cannot be read; expected F32, F16, BF16, F64, I64, I32, I16, I8, U8 or "
                            "BOOL; save the model with one of these",
                            Printable(name), Printable(entry.dtype)));
  const auto [begin, end] = entry.data_offsets;
  if (begin > end || end > data.size())
    return Fail(ErrorCode::kBadData,
                fmt::format("tensor {}: its bytes are said to be [{}, {}), but the file has {} bytes of tensors; it is "
                            "cut off or damaged, download it again",
                            Printable(name), begin, end, data.size()));
  const auto elements = CheckedProduct(entry.shape);
  const auto bytes = elements ? NumBytes(*type, *elements) : std::nullopt;
  if (bytes != end - begin)
    return Fail(ErrorCode::kBadData,
                fmt::format("tensor {}: shape {} of {} needs {} bytes, the file gives it {}; the file is damaged, "
                            "download it again",
                            Printable(name), ToString(entry.shape), entry.dtype,
                            bytes ? std::to_string(*bytes) : "more than 2^64", end - begin));
  return TensorView{.type = *type, .shape = entry.shape, .data = data.subspan(begin, end - begin)};
}

}  // namespace

Result<NamedTensors> ParseSafetensors(std::span<const std::byte> file, const CheckpointLimits& limits) {
  GODEL_TRY(const std::string_view header, HeaderOf(file, limits));
  GODEL_TRY(const auto entries, ParseSafetensorsHeader(header, limits));
  const std::span<const std::byte> data = file.subspan(kLengthBytes + header.size());
  NamedTensors tensors;
  for (const auto& [name, entry] : entries) {
    GODEL_TRY(TensorView view, ViewOf(name, entry, data));
    tensors.emplace(name, std::move(view));
  }
  GODEL_TRY_STATUS(CheckDisjoint(tensors));
  return tensors;
}

}  // namespace godel
