// SPDX-License-Identifier: MIT
#include "godel/formats/gguf_metadata.h"

#include <cstring>
#include <utility>

#include "godel/base/checked_math.h"

namespace godel {
namespace {

// Deeper than any file nests its arrays (none is known to nest them at all).
constexpr size_t kMaxArrayDepth = 8;

constexpr size_t kTextHeadBytes = 8;                    // of a text
constexpr size_t kArrayHeadBytes = 4 + kTextHeadBytes;  // type of the items and their count

struct ScalarType {
  GgufType type;
  size_t bytes;
  std::string_view name;
};
constexpr ScalarType kScalars[] = {
    {GgufType::kU8, 1, "u8"},      {GgufType::kI8, 1, "i8"},   {GgufType::kU16, 2, "u16"}, {GgufType::kI16, 2, "i16"},
    {GgufType::kU32, 4, "u32"},    {GgufType::kI32, 4, "i32"}, {GgufType::kF32, 4, "f32"}, {GgufType::kBool, 1, "bool"},
    {GgufType::kU64, 8, "u64"},    {GgufType::kI64, 8, "i64"}, {GgufType::kF64, 8, "f64"}, {GgufType::kText, 0, "text"},
    {GgufType::kArray, 0, "array"}};

const ScalarType* FindType(GgufType type) {
  for (const ScalarType& scalar : kScalars)
    if (scalar.type == type) return &scalar;
  return nullptr;
}

std::string Describe(const GgufValue& value) {
  const std::string_view name = FindType(value.type)->name;
  if (value.type != GgufType::kArray) return std::string(name);
  return fmt::format("an array of {} {}", value.count, FindType(value.item_type)->name);
}

Result<GgufType> ReadType(GgufCursor* cursor) {
  GODEL_TRY(const uint64_t number, cursor->Unsigned(4, "the type of a value"));
  const auto type = static_cast<GgufType>(number);
  if (FindType(type) == nullptr)
    return Fail(ErrorCode::kBadData, fmt::format("value type {}; expected 0 to 12", number));
  return type;
}

Status SkipArray(size_t depth, GgufCursor* cursor, GgufValue* array);

// Moves over `count` values of a type that has no fixed width.
Status SkipItems(const GgufValue& array, size_t depth, GgufCursor* cursor) {
  const size_t least = array.item_type == GgufType::kText ? kTextHeadBytes : kArrayHeadBytes;
  if (array.count > cursor->left() / least)
    return Fail(ErrorCode::kBadData, fmt::format("{} does not end inside the file; it is cut off or damaged, download "
                                                 "it again",
                                                 Describe(array)));
  for (size_t i = 0; i < array.count; ++i) {
    GgufValue nested;
    if (array.item_type == GgufType::kText) {
      GODEL_TRY_STATUS(cursor->Text("a text"));
    } else {
      GODEL_TRY_STATUS(SkipArray(depth + 1, cursor, &nested));
    }
  }
  return {};
}

Status SkipArray(size_t depth, GgufCursor* cursor, GgufValue* array) {
  if (depth > kMaxArrayDepth)
    return Fail(ErrorCode::kResourceExhausted, fmt::format("arrays nested more than {} deep", kMaxArrayDepth));
  array->type = GgufType::kArray;
  GODEL_TRY(array->item_type, ReadType(cursor));
  GODEL_TRY(array->count, cursor->Unsigned(kTextHeadBytes, "the length of an array"));
  GgufCursor items = *cursor;
  const size_t begin = cursor->at();
  if (const size_t width = FindType(array->item_type)->bytes; width > 0) {
    const auto bytes = CheckedMul(array->count, width);
    GODEL_TRY_STATUS(cursor->Take(bytes.value_or(~size_t{0}), Describe(*array)));
  } else {
    GODEL_TRY_STATUS(SkipItems(*array, depth, cursor));
  }
  GODEL_TRY(array->bytes, items.Take(cursor->at() - begin, "an array"));
  return {};
}

Result<GgufValue> ReadValue(GgufCursor* cursor) {
  GgufValue value;
  GODEL_TRY(value.type, ReadType(cursor));
  if (value.type == GgufType::kArray) {
    GODEL_TRY_STATUS(SkipArray(1, cursor, &value));
  } else if (value.type == GgufType::kText) {
    GODEL_TRY(const std::string_view text, cursor->Text("a text"));
    value.bytes = std::as_bytes(std::span(text));
  } else {
    GODEL_TRY(value.bytes, cursor->Take(FindType(value.type)->bytes, "a value"));
  }
  return value;
}

template <class T, class Stored>
std::optional<T> Fit(const std::byte* bytes) {
  Stored stored;
  std::memcpy(&stored, bytes, sizeof stored);
  if constexpr (std::is_floating_point_v<T>) {
    if constexpr (std::is_floating_point_v<Stored>) return static_cast<T>(stored);
  } else if constexpr (std::is_integral_v<Stored>) {
    if (std::in_range<T>(stored)) return static_cast<T>(stored);
  }
  return std::nullopt;
}

// One value or one item; nullopt when it is of another kind or does not fit.
template <class T>
std::optional<T> Convert(GgufType type, std::span<const std::byte> bytes) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    if (type == GgufType::kText) return AsText(bytes);
    return std::nullopt;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (type == GgufType::kBool) return bytes[0] != std::byte{0};
    return std::nullopt;
  } else {
    switch (type) {
      case GgufType::kU8:
        return Fit<T, uint8_t>(bytes.data());
      case GgufType::kI8:
        return Fit<T, int8_t>(bytes.data());
      case GgufType::kU16:
        return Fit<T, uint16_t>(bytes.data());
      case GgufType::kI16:
        return Fit<T, int16_t>(bytes.data());
      case GgufType::kU32:
        return Fit<T, uint32_t>(bytes.data());
      case GgufType::kI32:
        return Fit<T, int32_t>(bytes.data());
      case GgufType::kU64:
        return Fit<T, uint64_t>(bytes.data());
      case GgufType::kI64:
        return Fit<T, int64_t>(bytes.data());
      case GgufType::kF32:
        return Fit<T, float>(bytes.data());
      case GgufType::kF64:
        return Fit<T, double>(bytes.data());
      default:
        return std::nullopt;
    }
  }
}

template <class T>
constexpr std::string_view Wanted() {
  if constexpr (std::is_same_v<T, std::string_view>) return "text";
  if constexpr (std::is_same_v<T, bool>) return "bool";
  if constexpr (std::is_floating_point_v<T>) return "a number of a float type";
  if constexpr (std::is_same_v<T, size_t>) return "an integer of at least 0";
  return "an integer";
}

tl::unexpected<Error> WrongType(std::string_view key, std::string_view wanted, const GgufValue& value) {
  return Fail(ErrorCode::kBadData, fmt::format("{}: expected {}, found {}", Printable(key), wanted, Describe(value)));
}

// The next item; arrays of texts were walked through once, so their lengths are right.
std::span<const std::byte> NextItem(GgufType type, std::span<const std::byte>* rest) {
  size_t bytes = FindType(type)->bytes;
  if (type == GgufType::kText) {
    bytes = LoadU64(*rest, 0);
    *rest = rest->subspan(kTextHeadBytes);
  }
  const auto item = rest->first(bytes);
  *rest = rest->subspan(bytes);
  return item;
}

}  // namespace

Result<GgufMetadata> ParseGgufMetadata(uint64_t count, const CheckpointLimits& limits, GgufCursor* cursor) {
  if (count > limits.max_metadata_keys)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("metadata of {} keys; at most {} are read", count, limits.max_metadata_keys));
  GgufMetadata metadata;
  for (uint64_t i = 0; i < count; ++i) {
    GODEL_TRY(const std::string_view key, cursor->Name(limits.max_name_bytes, fmt::format("metadata key {}", i)));
    auto value = ReadValue(cursor);
    if (!value) return Within(Printable(key), value.error());
    if (!metadata.emplace(key, *value).second)
      return Fail(ErrorCode::kBadData, fmt::format("metadata key {} is there twice", Printable(key)));
  }
  return metadata;
}

template <class T>
Result<std::optional<T>> OptionalValue(const GgufMetadata& metadata, std::string_view key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return std::optional<T>();
  const auto value = Convert<T>(found->second.type, found->second.bytes);
  if (!value) return WrongType(key, Wanted<T>(), found->second);
  return value;
}

template <class T>
Result<std::optional<std::vector<T>>> OptionalArray(const GgufMetadata& metadata, std::string_view key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return std::optional<std::vector<T>>();
  const GgufValue& array = found->second;
  const auto wrong = [&] { return WrongType(key, fmt::format("an array with items that are {}", Wanted<T>()), array); };
  if (array.type != GgufType::kArray || array.item_type == GgufType::kArray) return wrong();
  if (array.count > kMaxArrayItems)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{}: {} items; at most {} are read", Printable(key), array.count, kMaxArrayItems));
  std::vector<T> items;
  items.reserve(array.count);
  auto rest = array.bytes;
  for (size_t i = 0; i < array.count; ++i) {
    const auto item = Convert<T>(array.item_type, NextItem(array.item_type, &rest));
    if (!item) return wrong();
    items.push_back(*item);
  }
  return std::optional(std::move(items));
}

Result<std::optional<std::string_view>> OptionalBytes(const GgufMetadata& metadata, std::string_view key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return std::optional<std::string_view>();
  const GgufValue& array = found->second;
  if (array.type != GgufType::kArray || (array.item_type != GgufType::kU8 && array.item_type != GgufType::kI8))
    return WrongType(key, "an array of u8 or i8", array);
  return std::optional(AsText(array.bytes));
}

template Result<std::optional<bool>> OptionalValue(const GgufMetadata&, std::string_view);
template Result<std::optional<size_t>> OptionalValue(const GgufMetadata&, std::string_view);
template Result<std::optional<int64_t>> OptionalValue(const GgufMetadata&, std::string_view);
template Result<std::optional<double>> OptionalValue(const GgufMetadata&, std::string_view);
template Result<std::optional<std::string_view>> OptionalValue(const GgufMetadata&, std::string_view);
template Result<std::optional<std::vector<int64_t>>> OptionalArray(const GgufMetadata&, std::string_view);
template Result<std::optional<std::vector<float>>> OptionalArray(const GgufMetadata&, std::string_view);
template Result<std::optional<std::vector<std::string_view>>> OptionalArray(const GgufMetadata&, std::string_view);

}  // namespace godel
