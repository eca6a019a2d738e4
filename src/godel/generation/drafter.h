// SPDX-License-Identifier: MIT
// Guesses the next ids of a grounded reply: such replies copy spans, so what followed the last ids where they stand in
// the encoder's input is a good guess. The model then checks a whole guess in one step ("prompt lookup decoding",
// Saxena 2023; the idea of speculative decoding, Leviathan et al. 2023, without a second model). A wrong guess costs
// rows of that step and never changes the reply.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "godel/base/token_id.h"

namespace godel {

struct DraftCounts {
  size_t drafted = 0;   // ids guessed
  size_t accepted = 0;  // of them, how many the model chose too
};

// For one reply.
class Drafter {
 public:
  explicit Drafter(std::vector<TokenId> source) : source_(std::move(source)) {}

  // The longest proposal from now on; 0: none, while other requests fill the step.
  void set_limit(size_t limit) { limit_ = limit; }

  // The ids that may follow `token`, which is the reply's next after those that were observed. Often empty. Valid until
  // the next call.
  std::span<const TokenId> Propose(TokenId token);

  // `token` and then `accepted` ids of the last proposal are now part of the reply.
  void Observe(TokenId token, size_t accepted);

  const DraftCounts& counts() const { return counts_; }

 private:
  std::vector<TokenId> source_;
  std::vector<TokenId> reply_;
  std::span<const TokenId> proposal_;
  size_t limit_ = static_cast<size_t>(-1);
  size_t length_ = 4;  // of the next proposal: it follows what was accepted lately
  DraftCounts counts_;
};

}  // namespace godel
