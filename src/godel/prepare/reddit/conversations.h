// SPDX-License-Identifier: MIT
// The replies of a thread with what was said before them, filtered as DialoGPT's extraction does (its stage "conv").
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/phrase_matcher.h"
#include "godel/prepare/reddit/blocklist.h"
#include "godel/prepare/reddit/thread_records.h"
#include "godel/prepare/reddit/turn_text.h"
#include "godel/prepare/reddit/weighted_session.h"
#include "godel/prepare/tally.h"

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

struct Conversation {
  std::string link, parent, comment;     // of the reply
  std::vector<std::string> path = {};    // ids of the turns' comments; a title's is the link
  std::vector<WeightedTurn> turns = {};  // the reply last
  bool weighted = false;                 // whether weights are written in front of the turns
};

// "link,parent,comment": what rows are sorted by.
std::string ConversationKey(const Conversation& conversation);
// Turns joined by " EOS ", each with its weight in front where they are weighted; and the reply.
std::string SourceText(const Conversation& conversation);
std::string TargetText(const Conversation& conversation);

// For one thread at a time.
class ConversationFinder {
 public:
  ConversationFinder(const ConversationParams& params, const Blocklists& blocklists)
      : params_(params), blocklists_(blocklists) {}

  using UseConversation = std::function<Status(const Conversation&)>;
  // In the order of keys. What is dropped is counted by its reason.
  Status Find(const Thread& thread, Tally& tally, const UseConversation& use);

 private:
  struct Turn {
    std::string text;
    bool keep = true;
    bool too_long = false;
  };
  const Turn& TurnOf(const Comment& comment);
  Conversation Walk(const Thread& thread, const Comment& reply);
  const char* WhyNot(const Thread& thread, const Comment& reply) const;

  ConversationParams params_;
  const Blocklists& blocklists_;
  TurnNormalizer normalizer_;
  // Of the thread at hand.
  std::unordered_map<std::string_view, const Comment*> by_id_;
  std::unordered_set<std::string_view> answered_;
  std::unordered_map<std::string_view, Turn> turns_;
};

// Why the clean filters drop a conversation, "too long" and the like; nullptr when they do not.
const char* FilterReason(const Conversation& conversation, const ConversationParams& params,
                         const PhraseMatcher& phrases);

}  // namespace godel
