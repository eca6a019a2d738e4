// SPDX-License-Identifier: MIT
// Which of a thread's replies become conversations.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>

#include "godel/prepare/phrase_matcher.h"
#include "godel/prepare/reddit/blocklist.h"

namespace godel {

enum class LengthUnit { kWords, kCharacters };

// The defaults are those of the published training set.
struct ConversationParams {
  size_t min_depth = 2;     // turns, the reply among them
  size_t max_depth = 5;     // comments
  int64_t min_score = 1;    // of the reply
  bool use_title = false;   // the submission's title as the first turn, "title: ..."
  bool leaves_only = true;  // only comments that nobody answered: the others are turns of their conversations
  bool clean = true;        // the filters of FilterReason
  size_t max_length = 30;   // of a turn before it is normalised
  LengthUnit length_unit = LengthUnit::kWords;
  bool use_keys = false;  // only comments that keys name
};

// What is forbidden. Shared by all threads; outlives who uses it.
struct Blocklists {
  PhraseMatcher phrases;
  std::unordered_set<std::string> subreddits;
  TurnHashes turns;
};

}  // namespace godel
