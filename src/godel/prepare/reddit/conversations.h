// SPDX-License-Identifier: MIT
// The replies of a thread with what was said before them, filtered as DialoGPT's extraction does (its stage "conv").
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/reddit/conversation_params.h"
#include "godel/prepare/reddit/thread_records.h"
#include "godel/prepare/reddit/thread_turns.h"
#include "godel/prepare/tally.h"

namespace godel {

struct Conversation {
  std::string_view link, parent, comment;     // of the reply
  std::vector<std::string_view> path = {};    // ids of the turns' comments; a title's is the link
  std::vector<const ThreadTurn*> turns = {};  // the reply last
  bool weighted = false;                      // whether weights are written in front of the turns
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
      : params_(params), blocklists_(blocklists), turns_(params, blocklists) {}

  using UseConversation = std::function<Status(const Conversation&)>;
  // In the order of keys; a conversation holds during the call. What is dropped is counted by its reason.
  Status Find(const Thread& thread, Tally& tally, const UseConversation& use);

 private:
  void Start(const Thread& thread);
  const char* WhyNot(const Thread& thread, size_t reply) const;
  void Walk(const Thread& thread, size_t reply);
  void MakeConversation(const Thread& thread, size_t reply);

  ConversationParams params_;
  const Blocklists& blocklists_;
  // Of the thread at hand.
  ThreadTurns turns_;
  bool blocked_ = false;        // its subreddit
  std::vector<char> used_;      // of each comment: whether keys name it, where there are keys
  std::vector<char> answered_;  // and whether a used one answers it
  // Of the conversation at hand.
  std::vector<size_t> walk_;  // its comments, the reply first
  bool from_title_ = false;
  Conversation conversation_;
};

// Why the clean filters drop a conversation, "too long" and the like; nullptr when they do not.
const char* FilterReason(const Conversation& conversation, const ConversationParams& params,
                         const PhraseMatcher& phrases);

}  // namespace godel
