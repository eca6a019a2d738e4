// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/copied_spans.h"

#include <algorithm>
#include <unordered_map>

namespace godel {
namespace {

// Comparing numbers is quicker than comparing words; a word of the reply that is not known is its own and matches none.
std::vector<size_t> NumbersOf(std::span<const LocatedWord> words,
                              std::unordered_map<std::string_view, size_t>* numbers) {
  std::vector<size_t> of;
  of.reserve(words.size());
  for (const LocatedWord& word : words) of.push_back(numbers->emplace(word.word, numbers->size()).first->second);
  return of;
}

// For each word of the reply, the longest run that ends with it and stands in the knowledge.
std::vector<size_t> RunsEndingAt(const std::vector<size_t>& reply, const std::vector<size_t>& knowledge) {
  std::vector<size_t> runs(reply.size(), 0);
  std::vector<size_t> before(knowledge.size() + 1, 0), now(knowledge.size() + 1, 0);
  for (size_t i = 0; i < reply.size(); ++i) {
    for (size_t j = 0; j < knowledge.size(); ++j) {
      now[j + 1] = reply[i] == knowledge[j] ? before[j] + 1 : 0;
      runs[i] = std::max(runs[i], now[j + 1]);
    }
    before.swap(now);
  }
  return runs;
}

}  // namespace

CopiedSpans FindCopiedSpans(std::span<const LocatedWord> reply, std::span<const LocatedWord> knowledge,
                            size_t shortest) {
  CopiedSpans copied;
  reply = reply.first(std::min(reply.size(), kMostCopyWords));
  std::unordered_map<std::string_view, size_t> numbers;
  const auto known = NumbersOf(knowledge.first(std::min(knowledge.size(), kMostCopyWords)), &numbers);
  const std::vector<size_t> runs = RunsEndingAt(NumbersOf(reply, &numbers), known);
  for (size_t i = 0; i < runs.size(); ++i) {
    copied.longest = std::max(copied.longest, runs[i]);
    if (runs[i] == 0 || runs[i] < shortest) continue;
    const size_t first = i + 1 - runs[i];
    if (!copied.spans.empty() && copied.spans.back().first + copied.spans.back().count >= first) {
      CopiedSpan& last = copied.spans.back();
      const size_t begin = std::min(last.first, first);
      last = {begin, i + 1 - begin};
    } else {
      copied.spans.push_back({first, runs[i]});
    }
  }
  for (const CopiedSpan& span : copied.spans) copied.copied_words += span.count;
  if (!reply.empty()) copied.share = static_cast<double>(copied.copied_words) / static_cast<double>(reply.size());
  return copied;
}

}  // namespace godel
