// SPDX-License-Identifier: MIT
#include "godel/generation/candidates.h"

#include <limits>

namespace godel {

void CollectCandidates(std::span<const float> row, Candidates* candidates) {
  candidates->scores.resize(row.size());
  candidates->ids.resize(row.size());
  size_t count = 0;
  for (size_t id = 0; id < row.size(); ++id) {
    // Written first and counted afterwards, so that there is no branch to mispredict.
    candidates->scores[count] = row[id];
    candidates->ids[count] = static_cast<int32_t>(id);
    count += row[id] > -std::numeric_limits<float>::infinity() ? 1 : 0;
  }
  candidates->scores.resize(count);
  candidates->ids.resize(count);
}

}  // namespace godel
