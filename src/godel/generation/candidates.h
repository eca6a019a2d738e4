// SPDX-License-Identifier: MIT
// The tokens that may still be drawn.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace godel {

// Scores above -inf and their ids, in ascending order of ids. Sampling works on this list instead of the row, because
// after the first filter it is hundreds of times shorter; a token that is not listed has the score -inf.
struct Candidates {
  std::vector<float> scores;
  std::vector<int32_t> ids;

  size_t size() const { return scores.size(); }
  void Clear() {
    scores.clear();
    ids.clear();
  }

  // Keeps those whose position `keep` accepts.
  template <class Keep>
  void Filter(const Keep& keep) {
    size_t kept = 0;
    for (size_t i = 0; i < scores.size(); ++i) {
      if (!keep(i)) continue;
      scores[kept] = scores[i];
      ids[kept] = ids[i];
      ++kept;
    }
    scores.resize(kept);
    ids.resize(kept);
  }
};

// Replaces what `candidates` held by the entries of a row that are above -inf. NaN is left out.
void CollectCandidates(std::span<const float> row, Candidates* candidates);

}  // namespace godel
