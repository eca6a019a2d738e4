// SPDX-License-Identifier: MIT
#include "godel/formats/gguf_types.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace godel {
namespace {

constexpr std::pair<uint32_t, DataType> kReadTypes[] = {
    {0, DataType::kF32},    {1, DataType::kF16},   {2, DataType::kQ4Zero}, {3, DataType::kQ4One},
    {6, DataType::kQ5Zero}, {7, DataType::kQ5One}, {8, DataType::kQ8Zero}, {12, DataType::kQ4K},
    {13, DataType::kQ5K},   {14, DataType::kQ6K},  {24, DataType::kI8},    {25, DataType::kI16},
    {26, DataType::kI32},   {27, DataType::kI64},  {28, DataType::kF64},   {30, DataType::kBf16}};

// Only named, so that a message can say what a file holds.
constexpr std::pair<uint32_t, std::string_view> kOtherTypes[] = {
    {9, "q8_1"},     {10, "q2_k"},  {11, "q3_k"},   {15, "q8_k"},  {16, "iq2_xxs"}, {17, "iq2_xs"},
    {18, "iq3_xxs"}, {19, "iq1_s"}, {20, "iq4_nl"}, {21, "iq3_s"}, {22, "iq2_s"},   {23, "iq4_xs"},
    {29, "iq1_m"},   {34, "tq1_0"}, {35, "tq2_0"},  {39, "mxfp4"}};

}  // namespace

std::optional<DataType> DataTypeOfGguf(uint64_t number) {
  for (const auto& [known, type] : kReadTypes)
    if (known == number) return type;
  return std::nullopt;
}

std::optional<uint32_t> GgufNumberOf(DataType type) {
  for (const auto& [number, known] : kReadTypes)
    if (known == type) return number;
  return std::nullopt;
}

std::string GgufTypeName(uint64_t number) {
  if (const auto type = DataTypeOfGguf(number)) return std::string(DataTypeName(*type));
  for (const auto& [known, name] : kOtherTypes)
    if (known == number) return std::string(name);
  return fmt::format("type {}", number);
}

}  // namespace godel
