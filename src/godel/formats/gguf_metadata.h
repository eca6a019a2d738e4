// SPDX-License-Identifier: MIT
// The metadata of a GGUF file: typed values by key. Values stay where they are in the file; only their places are kept,
// so that a file cannot ask for more memory than it has bytes.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/formats/checkpoint.h"
#include "godel/formats/gguf_cursor.h"

namespace godel {

// The numbers of the format.
enum class GgufType : uint32_t {
  kU8 = 0,
  kI8 = 1,
  kU16 = 2,
  kI16 = 3,
  kU32 = 4,
  kI32 = 5,
  kF32 = 6,
  kBool = 7,
  kText = 8,
  kArray = 9,
  kU64 = 10,
  kI64 = 11,
  kF64 = 12
};

struct GgufValue {
  GgufType type = GgufType::kU8;
  std::span<const std::byte> bytes;    // a number or a bool as stored, a text's bytes, an array's items as stored
  GgufType item_type = GgufType::kU8;  // of an array
  size_t count = 0;                    // items of an array
};

using GgufMetadata = std::map<std::string, GgufValue, std::less<>>;

// `count` keys with their values from `cursor`. Every length inside is checked, also those in arrays of arrays.
Result<GgufMetadata> ParseGgufMetadata(uint64_t count, const CheckpointLimits& limits, GgufCursor* cursor);

// The value of `key`, or nullopt when it is absent. T: bool; size_t or int64_t, from any integer type that fits;
// double, from either float type; std::string_view. Error: kBadData, "t5.block_count: expected an integer, found text".
template <class T>
Result<std::optional<T>> OptionalValue(const GgufMetadata& metadata, std::string_view key);

// Far above any vocabulary. An item may take eight times the bytes that it has in the file.
inline constexpr size_t kMaxArrayItems = 4'000'000;

// The items of an array of such values. T: int64_t, float, std::string_view. Error also: kResourceExhausted.
template <class T>
Result<std::optional<std::vector<T>>> OptionalArray(const GgufMetadata& metadata, std::string_view key);

// An array of 8-bit integers, which is how files hold bytes.
Result<std::optional<std::string_view>> OptionalBytes(const GgufMetadata& metadata, std::string_view key);

extern template Result<std::optional<bool>> OptionalValue(const GgufMetadata&, std::string_view);
extern template Result<std::optional<size_t>> OptionalValue(const GgufMetadata&, std::string_view);
extern template Result<std::optional<int64_t>> OptionalValue(const GgufMetadata&, std::string_view);
extern template Result<std::optional<double>> OptionalValue(const GgufMetadata&, std::string_view);
extern template Result<std::optional<std::string_view>> OptionalValue(const GgufMetadata&, std::string_view);
extern template Result<std::optional<std::vector<int64_t>>> OptionalArray(const GgufMetadata&, std::string_view);
extern template Result<std::optional<std::vector<float>>> OptionalArray(const GgufMetadata&, std::string_view);
extern template Result<std::optional<std::vector<std::string_view>>> OptionalArray(const GgufMetadata&,
                                                                                   std::string_view);

}  // namespace godel
