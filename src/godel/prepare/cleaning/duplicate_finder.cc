// SPDX-License-Identifier: MIT
#include "godel/prepare/cleaning/duplicate_finder.h"

#include <algorithm>
#include <optional>

#include "godel/dataset/split.h"

namespace godel {

DuplicateFinder::Verdict DuplicateFinder::Add(const Example& example) {
  const std::vector<uint64_t> words = WordHashes(example, options_.parts);
  if (words.empty() || words.size() < options_.min_words) return {};
  if (!seen_.insert(HashOfWords(words)).second) return {.kind = Kind::kExact, .similarity = 1};
  const std::vector<uint32_t> signature = index_.Signature(Shingles(words, options_.shingle));
  const uint64_t dialog = example.dialog.empty() ? 0 : DialogHash(example);
  const auto of_another_dialog = [&](uint32_t id) { return dialog == 0 || dialogs_[id] != dialog; };
  if (const std::optional<MinhashIndex::Match> match = index_.MostSimilar(signature, of_another_dialog)) {
    ++duplicates_[match->id];
    return {.kind = Kind::kNear, .similarity = match->similarity};
  }
  index_.Add(signature);
  dialogs_.push_back(dialog);
  duplicates_.push_back(0);
  return {};
}

size_t DuplicateFinder::num_clusters() const {
  return static_cast<size_t>(
      std::count_if(duplicates_.begin(), duplicates_.end(), [](uint32_t dropped) { return dropped > 0; }));
}

size_t DuplicateFinder::largest_cluster() const {
  const auto most = std::max_element(duplicates_.begin(), duplicates_.end());
  return most == duplicates_.end() || *most == 0 ? 0 : size_t{*most} + 1;
}

size_t DuplicateFinder::bytes() const {
  constexpr size_t kNodeBytes = 24;  // of an unordered_set: the number, a pointer and the allocator's word
  return seen_.size() * kNodeBytes + seen_.bucket_count() * sizeof(void*) + index_.bytes() +
         dialogs_.size() * (sizeof(uint64_t) + sizeof(uint32_t));
}

}  // namespace godel
