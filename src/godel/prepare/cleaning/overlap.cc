// SPDX-License-Identifier: MIT
#include "godel/prepare/cleaning/overlap.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "godel/prepare/cleaning/word_shingles.h"

namespace godel {
namespace {

// An n-gram that thousands of test examples share says nothing about one of them; the first ones stand for all.
constexpr size_t kMaxTestsOfNgram = 1000;

double Share(size_t part, size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::vector<uint64_t> Ngrams(const std::vector<uint64_t>& words, size_t size) {
  return words.size() < size ? std::vector<uint64_t>() : Shingles(words, size);
}

}  // namespace

void OverlapCheck::AddTest(const Example& example, const ExamplePlace& place) {
  const std::vector<uint64_t> words = WordHashes(example, ExampleParts::kBoth);
  const std::vector<uint64_t> ngrams = Ngrams(words, options_.ngram);
  const auto index = static_cast<uint32_t>(tests_.size());
  Test test;
  test.place = place;
  for (const uint64_t hash : ngrams) {
    Ngram& ngram = ngrams_[hash];
    if (ngram.tests.size() >= kMaxTestsOfNgram) continue;
    ngram.tests.push_back(index);
    ++test.ngrams;
  }
  tests_.push_back(std::move(test));
  if (!words.empty()) whole_[HashOfWords(words)].push_back(index);
}

bool OverlapCheck::AddTrain(const Example& example, const ExamplePlace& place) {
  ++num_train_;
  const std::vector<uint64_t> words = WordHashes(example, ExampleParts::kBoth);
  bool gives_away = false;
  const auto equal = whole_.find(HashOfWords(words));
  if (!words.empty() && equal != whole_.end()) {
    gives_away = true;
    for (const uint32_t index : equal->second) {
      Test& test = tests_[index];
      if (!test.exact) test.nearest = place;
      test.exact = true;
    }
  }
  const std::vector<uint64_t> ngrams = Ngrams(words, options_.ngram);
  std::unordered_map<uint32_t, size_t> shared;  // with each test example
  size_t known = 0;
  for (const uint64_t hash : ngrams) {
    const auto ngram = ngrams_.find(hash);
    if (ngram == ngrams_.end()) continue;
    ++known;
    for (const uint32_t index : ngram->second.tests) {
      ++shared[index];
      if (!ngram->second.found) ++tests_[index].found;
    }
    ngram->second.found = true;
  }
  for (const auto& [index, count] : shared) {
    Test& test = tests_[index];
    if (Share(count, test.ngrams) >= options_.threshold) gives_away = true;
    if (count <= test.in_one) continue;
    test.in_one = count;
    if (!test.exact) test.nearest = place;
  }
  return gives_away || (!ngrams.empty() && Share(known, ngrams.size()) >= options_.threshold);
}

std::vector<OverlapCheck::TestResult> OverlapCheck::Results() const {
  std::vector<TestResult> results;
  results.reserve(tests_.size());
  for (const Test& test : tests_)
    results.push_back({.place = test.place,
                       .exact = test.exact,
                       .in_all = Share(test.found, test.ngrams),
                       .in_one = Share(test.in_one, test.ngrams),
                       .nearest = test.nearest});
  return results;
}

bool OverlapCheck::IsLeaked(const TestResult& result) const {
  return result.exact || (result.in_all > 0 && result.in_all >= options_.threshold);
}

std::vector<OverlapCheck::TestResult> OverlapCheck::Worst(size_t count) const {
  std::vector<TestResult> results = Results();
  std::stable_sort(results.begin(), results.end(), [](const TestResult& a, const TestResult& b) {
    if (a.exact != b.exact) return a.exact;
    return a.in_all != b.in_all ? a.in_all > b.in_all : a.in_one > b.in_one;
  });
  results.resize(std::min(count, results.size()));
  std::erase_if(results, [](const TestResult& result) { return !result.exact && result.in_all == 0; });
  return results;
}

}  // namespace godel
