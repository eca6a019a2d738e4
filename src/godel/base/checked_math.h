// SPDX-License-Identifier: MIT
// Sizes that come from a file are multiplied and added here, before anything is allocated or indexed by them.
#pragma once
#include <cstddef>
#include <initializer_list>
#include <optional>

namespace godel {

constexpr std::optional<size_t> CheckedMul(size_t a, size_t b) {
  size_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

constexpr std::optional<size_t> CheckedAdd(size_t a, size_t b) {
  size_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

// Product of all factors; nullopt when it does not fit. An empty list gives 1.
template <class Range>
constexpr std::optional<size_t> CheckedProduct(const Range& factors) {
  std::optional<size_t> product = 1;
  for (size_t factor : factors) {
    product = CheckedMul(*product, factor);
    if (!product) return std::nullopt;
  }
  return product;
}

}  // namespace godel
