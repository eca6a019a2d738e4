// SPDX-License-Identifier: MIT
#include "godel/formats/gguf.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "godel/base/checked_math.h"
#include "godel/formats/gguf_types.h"

namespace godel {
namespace {

constexpr size_t kDefaultAlignment = 32;
constexpr size_t kMaxAlignment = size_t{1} << 20;

struct GgufHeader {
  uint64_t tensors = 0;
  uint64_t keys = 0;
};

Result<GgufHeader> ReadHeader(std::span<const std::byte> file, GgufCursor* cursor) {
  if (!AsText(file).starts_with("GGUF")) {
    const std::string hint = ForeignContentHint(file);
    return Fail(ErrorCode::kBadData,
                fmt::format("not a GGUF file; {}; a model is a GGUF file, or a folder with config.json and weights",
                            hint.empty() ? "it is damaged or of a kind that is not known" : hint));
  }
  GODEL_TRY_STATUS(cursor->Take(4, "the magic number"));
  GODEL_TRY(const uint64_t version, cursor->Unsigned(4, "the version"));
  constexpr uint64_t kSwapped = 0xFFFF;  // a small number whose bytes are in the other order is a large one
  if (version > kSwapped)
    return Fail(ErrorCode::kUnsupported, "a big-endian GGUF file; only little-endian ones are read");
  if (version != 2 && version != 3)
    return Fail(ErrorCode::kUnsupported,
                fmt::format("GGUF version {}; expected 2 or 3: convert the model again", version));
  GgufHeader header;
  GODEL_TRY(header.tensors, cursor->Unsigned(8, "the number of tensors"));
  GODEL_TRY(header.keys, cursor->Unsigned(8, "the number of metadata keys"));
  return header;
}

struct TensorEntry {
  std::string name;
  Shape shape;  // outermost first
  uint64_t type = 0;
  uint64_t offset = 0;  // behind the header
};

Result<Shape> ReadShape(const CheckpointLimits& limits, GgufCursor* cursor) {
  GODEL_TRY(const uint64_t dimensions, cursor->Unsigned(4, "the number of dimensions"));
  if (dimensions > limits.max_dimensions)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{} dimensions; at most {} are read", dimensions, limits.max_dimensions));
  Shape shape(dimensions);
  for (size_t i = shape.size(); i-- > 0;) {
    GODEL_TRY(shape[i], cursor->Unsigned(8, "an extent"));
  }
  return shape;
}

Result<TensorEntry> ReadEntry(const CheckpointLimits& limits, GgufCursor* cursor) {
  TensorEntry entry;
  GODEL_TRY(entry.name, cursor->Name(limits.max_name_bytes, "the name of a tensor"));
  auto shape = ReadShape(limits, cursor);
  if (!shape) return Within("tensor " + Printable(entry.name), shape.error());
  entry.shape = *std::move(shape);
  GODEL_TRY(entry.type, cursor->Unsigned(4, "the type of a tensor"));
  GODEL_TRY(entry.offset, cursor->Unsigned(8, "the offset of a tensor"));
  return entry;
}

Result<size_t> AlignmentOf(const GgufMetadata& metadata) {
  GODEL_TRY(const auto alignment, OptionalValue<size_t>(metadata, "general.alignment"));
  const size_t value = alignment.value_or(kDefaultAlignment);
  if (!std::has_single_bit(value) || value > kMaxAlignment)
    return Fail(ErrorCode::kBadData,
                fmt::format("general.alignment: expected a power of two up to {}, found {}", kMaxAlignment, value));
  return value;
}

// `data` is what follows the header.
Result<TensorView> ViewOf(const TensorEntry& entry, size_t alignment, std::span<const std::byte> data) {
  const auto type = DataTypeOfGguf(entry.type);
  if (!type)
    return Fail(ErrorCode::kUnsupported,
                fmt::format("its type is {}, which cannot be read; expected f32, f16, bf16, q8_0, q4_0, q4_1, q5_0, "
                            "q5_1, q4_k, q5_k or q6_k: convert the model to one of these",
                            GgufTypeName(entry.type)));
  const size_t block = TraitsOf(*type).block_elements;
  const size_t row = entry.shape.empty() ? 1 : entry.shape.back();
  if (row % block != 0)
    return Fail(ErrorCode::kBadData, fmt::format("rows of {} values are no whole number of {}'s blocks of {}", row,
                                                 DataTypeName(*type), block));
  const auto elements = CheckedProduct(entry.shape);
  const auto bytes = elements ? NumBytes(*type, *elements) : std::nullopt;
  if (!bytes)
    return Fail(ErrorCode::kBadData,
                fmt::format("shape {} of {} needs more than 2^64 bytes", ToString(entry.shape), DataTypeName(*type)));
  if (entry.offset % alignment != 0)
    return Fail(ErrorCode::kBadData,
                fmt::format("offset {} is no multiple of the alignment {}", entry.offset, alignment));
  if (entry.offset > data.size() || *bytes > data.size() - entry.offset)
    return Fail(ErrorCode::kBadData,
                fmt::format("shape {} of {} needs {} bytes at {}, but the file has {} bytes of tensors; it is cut off "
                            "or damaged, download it again",
                            ToString(entry.shape), DataTypeName(*type), *bytes, entry.offset, data.size()));
  return TensorView{.type = *type, .shape = entry.shape, .data = data.subspan(entry.offset, *bytes)};
}

Result<std::vector<TensorEntry>> ReadEntries(uint64_t count, const CheckpointLimits& limits, GgufCursor* cursor) {
  if (count > limits.max_tensors)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{} tensors; at most {} are read", count, limits.max_tensors));
  std::vector<TensorEntry> entries;
  for (uint64_t i = 0; i < count; ++i) {
    auto entry = ReadEntry(limits, cursor);
    if (!entry) return Within(fmt::format("tensor {} of {}", i, count), entry.error());
    entries.push_back(*std::move(entry));
  }
  return entries;
}

}  // namespace

Result<GgufContent> ParseGguf(std::span<const std::byte> file, const CheckpointLimits& limits) {
  GgufCursor cursor(file);
  GODEL_TRY(const GgufHeader header, ReadHeader(file, &cursor));
  GgufContent content;
  GODEL_TRY(content.metadata, ParseGgufMetadata(header.keys, limits, &cursor));
  GODEL_TRY(const auto entries, ReadEntries(header.tensors, limits, &cursor));
  GODEL_TRY(const size_t alignment, AlignmentOf(content.metadata));
  const size_t padding = (alignment - cursor.at() % alignment) % alignment;
  // A file without tensors need not be padded.
  const auto data = file.subspan(cursor.at() + std::min(padding, cursor.left()));
  for (const TensorEntry& entry : entries) {
    auto view = ViewOf(entry, alignment, data);
    if (!view) return Within("tensor " + Printable(entry.name), view.error());
    if (!content.tensors.emplace(entry.name, *std::move(view)).second)
      return Fail(ErrorCode::kBadData, fmt::format("tensor {} is there twice", Printable(entry.name)));
  }
  GODEL_TRY_STATUS(CheckDisjoint(content.tensors));
  return content;
}

Result<GgufFile> LoadGguf(const std::filesystem::path& path, const CheckpointLimits& limits) {
  GODEL_TRY(auto file, MappedFile::Open(path));
  auto content = ParseGguf(file->bytes(), limits);
  if (!content) return Within(path.string(), content.error());
  GgufFile loaded;
  loaded.metadata = std::move(content->metadata);
  for (auto& [name, view] : content->tensors)
    loaded.checkpoint.tensors.emplace(name, StoredTensor{.view = std::move(view), .file = 0});
  loaded.checkpoint.files.push_back(std::move(file));
  return loaded;
}

}  // namespace godel
