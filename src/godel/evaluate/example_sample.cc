// SPDX-License-Identifier: MIT
#include "godel/evaluate/example_sample.h"

#include <iterator>

#include "godel/dataset/hash_random.h"
#include "godel/dataset/split.h"

namespace godel {
namespace {

// Keeps the choice apart from that of dialogs with the same seed (split.h).
constexpr uint64_t kForEvaluation = 0x6576616c75617465;

}  // namespace

void ExampleSample::Add(Example example) {
  const size_t place = seen_++;
  if (limit_ > 0) {
    const uint64_t dialog = DialogHash(example);
    ranks_.emplace(HashOf({kForEvaluation, seed_, dialog, seen_of_dialog_[dialog]++}), place);
  }
  kept_.emplace(place, std::move(example));
  if (limit_ > 0 && ranks_.size() > limit_) {
    kept_.erase(ranks_.rbegin()->second);
    ranks_.erase(std::prev(ranks_.end()));
  }
}

std::vector<Example> ExampleSample::Take() && {
  std::vector<Example> examples;
  examples.reserve(kept_.size());
  for (auto& [place, example] : kept_) examples.push_back(std::move(example));
  return examples;
}

}  // namespace godel
