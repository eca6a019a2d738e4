// SPDX-License-Identifier: MIT
// Runs of n words, counted: what BLEU and distinct-n are made of.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace godel {

// An n-gram is its words with a space between each two; words hold none.
using NgramCounts = std::unordered_map<std::string, size_t>;

// How many runs of `n` words there are among `words`.
constexpr size_t NgramsOf(size_t words, size_t n) {
  return words < n ? 0 : words - n + 1;
}

NgramCounts CountNgrams(std::span<const std::string_view> words, size_t n);

}  // namespace godel
