// SPDX-License-Identifier: MIT
// Whether a model was trained on what it is tested with: test examples that are in the training data, word for word or
// in large pieces (as GPT-3's paper, Brown and others 2020, appendix C, looks for shared n-grams).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "godel/dataset/example.h"

namespace godel {

struct OverlapOptions {
  size_t ngram = 8;        // words in a row, above 0
  double threshold = 0.5;  // a test example of which this share of its n-grams is in the training data is leaked
};

// Where an example stands.
struct ExamplePlace {
  std::string file;
  size_t line = 0;
};

// First all test examples, then all of the training data. Context and response count, case and punctuation do not. For
// one thread at a time. Memory: about 70 bytes for each different n-gram of the test data, none for the training data.
class OverlapCheck {
 public:
  explicit OverlapCheck(const OverlapOptions& options) : options_(options) {}

  void AddTest(const Example& example, const ExamplePlace& place);

  // Whether this training example gives test data away: it has the words of a test example in their order, or holds the
  // threshold's share of one's n-grams, or has this share of its own n-grams from the test data. Examples with fewer
  // words than an n-gram are only compared as wholes.
  bool AddTrain(const Example& example, const ExamplePlace& place);

  struct TestResult {
    ExamplePlace place;
    bool exact = false;
    double in_all = 0;     // the share of its n-grams that is somewhere in the training data
    double in_one = 0;     // the largest share in one training example
    ExamplePlace nearest;  // that one, or one that is equal; empty without any
  };
  // Of the test examples in their order.
  std::vector<TestResult> Results() const;
  bool IsLeaked(const TestResult& result) const;
  // The leaked ones and the others that share most, worst first.
  std::vector<TestResult> Worst(size_t count) const;

  size_t num_train() const { return num_train_; }

 private:
  struct Test {
    ExamplePlace place;
    size_t ngrams = 0;
    size_t found = 0;  // different ones that some training example has
    size_t in_one = 0;
    bool exact = false;
    ExamplePlace nearest;
  };
  struct Ngram {
    std::vector<uint32_t> tests;
    bool found = false;
  };

  OverlapOptions options_;
  std::vector<Test> tests_;
  std::unordered_map<uint64_t, std::vector<uint32_t>> whole_;  // by the hash of all words
  std::unordered_map<uint64_t, Ngram> ngrams_;
  size_t num_train_ = 0;
};

}  // namespace godel
