// SPDX-License-Identifier: MIT
// Texts as sets of hashed runs of words: what near duplicates and leaked test data are found by.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "godel/dataset/example.h"

namespace godel {

// Hashes of the words in their order. A word is a run of letters and digits, and of everything that is not ASCII; case
// and punctuation do not count.
std::vector<uint64_t> WordHashes(std::string_view text);

// Hashes of all runs of `size` words (above 0), sorted, each once. Of fewer words: one for all of them; of none: none.
std::vector<uint64_t> Shingles(const std::vector<uint64_t>& words, size_t size);

// One number for the words in their order. Two texts have the same by chance once in 2^64.
uint64_t HashOfWords(const std::vector<uint64_t>& words);

// Which texts of an example are compared.
enum class ExampleParts {
  kResponse,
  kContext,
  kBoth,  // context and response
  kAll,   // and the knowledge
};

// Words of those texts, one behind the other.
std::vector<uint64_t> WordHashes(const Example& example, ExampleParts parts);

}  // namespace godel
