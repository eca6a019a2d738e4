// SPDX-License-Identifier: MIT
#include "godel/generation/drafter.h"

#include <algorithm>

namespace godel {
namespace {

// Ids that must agree before what follows them is believed: one alone, say a comma, stands in too many places. Where
// guesses keep being wrong, more must agree.
constexpr size_t kLeastMatch = 2;
constexpr size_t kMostMatch = 6;
constexpr size_t kPatience = 8;  // wrong guesses, beyond the right ones, that ask for one more

constexpr size_t kLongestDraft = 8;  // rows of a step that cost little beside reading the weights
constexpr size_t kShortestDraft = 2;

}  // namespace

std::span<const TokenId> Drafter::Propose(TokenId token) {
  proposal_ = {};
  if (limit_ == 0) return proposal_;
  reply_.push_back(token);
  const size_t wrong = counts_.drafted - counts_.accepted;
  const size_t least = kLeastMatch + (wrong > counts_.accepted ? (wrong - counts_.accepted) / kPatience : 0);
  size_t best_match = std::min(least, kMostMatch) - 1, best_end = 0;
  for (size_t end = kLeastMatch; end < source_.size(); ++end) {
    const size_t most = std::min({end, reply_.size(), kMostMatch});
    size_t match = 0;
    while (match < most && source_[end - 1 - match] == reply_[reply_.size() - 1 - match]) ++match;
    if (match > best_match) {
      best_match = match;
      best_end = end;
    }
  }
  reply_.pop_back();
  if (best_end > 0)
    proposal_ = std::span(source_).subspan(best_end, std::min({length_, limit_, source_.size() - best_end}));
  return proposal_;
}

void Drafter::Observe(TokenId token, size_t accepted) {
  reply_.push_back(token);
  reply_.insert(reply_.end(), proposal_.begin(), proposal_.begin() + static_cast<ptrdiff_t>(accepted));
  counts_.drafted += proposal_.size();
  counts_.accepted += accepted;
  if (!proposal_.empty())
    length_ =
        accepted == proposal_.size() ? std::min(2 * length_, kLongestDraft) : std::max(accepted + 1, kShortestDraft);
  proposal_ = {};
}

}  // namespace godel
