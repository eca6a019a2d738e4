// SPDX-License-Identifier: MIT
#include "godel/prepare/cleaning/word_shingles.h"

#include <algorithm>
#include <string>

#include "godel/dataset/hash_random.h"
#include "godel/prepare/phrase_matcher.h"

namespace godel {
namespace {

bool IsInWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

void AddWords(std::string_view text, std::vector<uint64_t>* words) {
  const std::string lower = ToLowerUtf8(text);
  for (size_t at = 0; at < lower.size();) {
    // FNV-1a with 64 bits (Fowler, Noll, Vo).
    uint64_t hash = 0xcbf29ce484222325U;
    const size_t begin = at;
    for (; at < lower.size() && IsInWord(lower[at]); ++at)
      hash = (hash ^ static_cast<unsigned char>(lower[at])) * 0x100000001b3U;
    if (at > begin)
      words->push_back(hash);
    else
      ++at;
  }
}

// A run's hash from those of its words; order counts.
uint64_t Combine(uint64_t hash, uint64_t word) {
  return HashOf({hash, word});
}

}  // namespace

std::vector<uint64_t> WordHashes(std::string_view text) {
  std::vector<uint64_t> words;
  AddWords(text, &words);
  return words;
}

std::vector<uint64_t> Shingles(const std::vector<uint64_t>& words, size_t size) {
  std::vector<uint64_t> shingles;
  if (words.empty()) return shingles;
  const size_t run = std::min(std::max<size_t>(size, 1), words.size());
  shingles.reserve(words.size() - run + 1);
  for (size_t begin = 0; begin + run <= words.size(); ++begin) {
    uint64_t hash = run;
    for (size_t i = begin; i < begin + run; ++i) hash = Combine(hash, words[i]);
    shingles.push_back(hash);
  }
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  return shingles;
}

uint64_t HashOfWords(const std::vector<uint64_t>& words) {
  uint64_t hash = words.size();
  for (const uint64_t word : words) hash = Combine(hash, word);
  return hash;
}

std::vector<uint64_t> WordHashes(const Example& example, ExampleParts parts) {
  std::vector<uint64_t> words;
  if (parts == ExampleParts::kAll) AddWords(example.knowledge, &words);
  if (parts != ExampleParts::kResponse)
    for (const std::string& turn : example.context) AddWords(turn, &words);
  if (parts != ExampleParts::kContext) AddWords(example.response, &words);
  return words;
}

}  // namespace godel
