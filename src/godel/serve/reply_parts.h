// SPDX-License-Identifier: MIT
// Replies as the APIs show them: cut at stop strings, whole or while they arrive.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/serve/work.h"

namespace godel {

// The best reply; an empty one when there is none, so that no caller need look.
const WorkReply& FirstReply(const WorkResult& result);

// Tokens are known of works of one reply. Makes as many such works of one that asks for several sampled replies; a seed
// counts on from one to the next. With beams, or for one reply, the work stays as it is.
std::vector<Work> OneWorkAReply(Work work);

// The results of each `group` works in a row as one.
std::vector<WorkResult> Regrouped(std::span<const WorkResult> results, size_t group);

// Mean of the tokens' logprobs, by which best_of chooses; -inf without tokens.
double MeanLogprob(const WorkReply& reply);

// What of `whole` has not been sent. With beams nothing arrives before the end. Empty when `sent` does not begin it:
// what was shown cannot be taken back.
std::string_view UnsentPart(std::string_view whole, std::string_view sent);

// The end of the text that stays when the earliest stop string, and what follows, is cut off.
size_t FindStop(std::string_view text, const std::vector<std::string>& stops);

// A reply without its stop string, text by text: holds back what may turn out to be the beginning of one.
class StopCutter {
 public:
  explicit StopCutter(std::vector<std::string> stops) : stops_(std::move(stops)) {}

  std::string Append(std::string_view text);  // what is now certain
  std::string Finish();                       // the rest

  const std::vector<std::string>& stops() const { return stops_; }
  bool ended() const { return ended_; }  // at a stop string; nothing is shown from now on
  size_t shown_bytes() const { return shown_bytes_; }

 private:
  std::string Show(size_t bytes);

  std::vector<std::string> stops_;
  std::string held_;
  size_t shown_bytes_ = 0;
  bool ended_ = false;
};

}  // namespace godel
