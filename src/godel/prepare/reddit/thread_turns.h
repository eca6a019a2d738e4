// SPDX-License-Identifier: MIT
// Comments of a thread as turns, each made once and only when a conversation needs it: to normalise texts is what takes
// longest.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "godel/prepare/reddit/conversation_params.h"
#include "godel/prepare/reddit/thread_records.h"
#include "godel/prepare/reddit/turn_text.h"

namespace godel {

struct ThreadTurn {
  std::string text;
  bool keep = true;  // false for weight 0, as of WeightedTurn
  // For FilterReason.
  size_t words = 0;
  bool has_address = false;
  bool has_brackets = false;
  bool has_capitals = false;
};

// For one thread at a time.
class ThreadTurns {
 public:
  ThreadTurns(const ConversationParams& params, const Blocklists& blocklists)
      : params_(params), blocklists_(blocklists) {}

  // Goes on to another thread, which must hold until the next call.
  void Start(const Thread& thread);
  // By a comment's place in its thread. References hold until the next Start.
  bool IsTooLong(size_t comment);
  const ThreadTurn& Of(size_t comment);
  const ThreadTurn& OfTitle();

 private:
  enum class Progress : char { kNone, kTooLong, kFits, kMade };
  void Make(std::string_view text, ThreadTurn& turn);

  ConversationParams params_;
  const Blocklists& blocklists_;
  TurnNormalizer normalizer_;
  const Thread* thread_ = nullptr;
  std::vector<Progress> progress_;  // of each comment, and of the title behind them
  std::vector<ThreadTurn> turns_;   // likewise; at least as many, for the sake of their memory
};

}  // namespace godel
