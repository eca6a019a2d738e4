// SPDX-License-Identifier: MIT
// Words as small numbers, so that metrics hash every word once and compare numbers from then on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace godel {

using WordId = uint32_t;
using WordIdList = std::vector<WordId>;

// Keeps every word it has seen. Its references stay valid while it lives.
class WordIds {
 public:
  // 0, 1, 2.. in the order in which words come for the first time.
  WordId IdOf(std::string_view word) {
    const auto found = ids_.find(word);
    if (found != ids_.end()) return found->second;
    words_.emplace_back(word);
    return ids_.emplace(words_.back(), static_cast<WordId>(words_.size() - 1)).first->second;
  }
  template <class Words>
  WordIdList IdsOf(const Words& words) {
    WordIdList ids;
    ids.reserve(words.size());
    for (const std::string_view word : words) ids.push_back(IdOf(word));
    return ids;
  }
  const std::string& WordOf(WordId id) const { return words_[id]; }
  size_t size() const { return words_.size(); }

 private:
  std::deque<std::string> words_;  // does not move what it holds
  std::unordered_map<std::string_view, WordId> ids_;
};

}  // namespace godel
