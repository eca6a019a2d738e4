// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/conversations.h"

#include <fmt/format.h>

namespace godel {
namespace {

void AppendTurn(const Conversation& conversation, size_t turn, std::string& out) {
  if (conversation.weighted) out += conversation.turns[turn]->keep ? "1.0 " : "0.0 ";
  out += conversation.turns[turn]->text;
}

}  // namespace

std::string ConversationKey(const Conversation& conversation) {
  return fmt::format("{},{},{}", conversation.link, conversation.parent, conversation.comment);
}

std::string SourceText(const Conversation& conversation) {
  std::string text;
  for (size_t i = 0; i + 1 < conversation.turns.size(); ++i) {
    if (i > 0) text += " EOS ";
    AppendTurn(conversation, i, text);
  }
  return text;
}

std::string TargetText(const Conversation& conversation) {
  std::string text;
  AppendTurn(conversation, conversation.turns.size() - 1, text);
  return text;
}

void ConversationFinder::Start(const Thread& thread) {
  turns_.Start(thread);
  blocked_ =
      !blocklists_.subreddits.empty() && blocklists_.subreddits.contains(std::string(thread.submission->subreddit));
  const size_t count = thread.comments.size();
  used_.assign(count, 1);
  answered_.assign(count, 0);
  for (size_t i = 0; i < count; ++i) {
    if (params_.use_keys && !thread.dependents.contains(thread.comments[i].id)) used_[i] = 0;
    if (used_[i] != 0 && thread.parents[i] != Thread::kNone) answered_[thread.parents[i]] = 1;
  }
}

// Why a comment is no reply, before its conversation is looked at; nullptr when it may be one.
const char* ConversationFinder::WhyNot(const Thread& thread, size_t reply) const {
  const Comment& comment = thread.comments[reply];
  if (params_.use_keys && (used_[reply] == 0 || !thread.kept.contains(comment.id))) return "dropped: not in keys";
  if (params_.leaves_only && answered_[reply] != 0) return "dropped: has answers";
  if (blocked_) return "dropped: subreddit";
  if (comment.score < params_.min_score) return "dropped: score";
  return nullptr;
}

// From the reply up to at most max_depth comments; cycles end there too. An ancestor that is too long, gone or dropped
// cuts the history off.
void ConversationFinder::Walk(const Thread& thread, size_t reply) {
  walk_.clear();
  from_title_ = false;
  size_t at = reply;
  while (at != Thread::kNone && used_[at] != 0 && walk_.size() < params_.max_depth && !turns_.IsTooLong(at)) {
    walk_.push_back(at);
    from_title_ = params_.use_title && thread.comments[at].parent.starts_with("t3_");
    if (from_title_) return;
    at = thread.parents[at];
  }
}

void ConversationFinder::MakeConversation(const Thread& thread, size_t reply) {
  const Comment& comment = thread.comments[reply];
  conversation_.link = thread.link;
  conversation_.parent = comment.parent;
  conversation_.comment = comment.id;
  conversation_.weighted = params_.leaves_only && params_.clean;
  conversation_.path.clear();
  conversation_.turns.clear();
  if (from_title_) {
    conversation_.path.push_back(thread.link);
    conversation_.turns.push_back(&turns_.OfTitle());
  }
  for (size_t i = walk_.size(); i-- > 0;) {
    conversation_.path.push_back(thread.comments[walk_[i]].id);
    conversation_.turns.push_back(&turns_.Of(walk_[i]));
  }
}

Status ConversationFinder::Find(const Thread& thread, Tally& tally, const UseConversation& use) {
  if (!thread.submission) {
    tally.Count("dropped: no submission", thread.comments.size());
    return {};
  }
  Start(thread);
  for (size_t reply = 0; reply < thread.comments.size(); ++reply) {
    const char* reason = WhyNot(thread, reply);
    if (reason == nullptr) {
      Walk(thread, reply);
      if (walk_.empty()) {
        reason = "dropped: long turn";
      } else if (walk_.size() + (from_title_ ? 1 : 0) < params_.min_depth) {
        reason = "dropped: too few turns";
      } else {
        MakeConversation(thread, reply);
        if (params_.clean) reason = FilterReason(conversation_, params_, blocklists_.phrases);
      }
      if (reason == nullptr) {
        tally.Count("conversations");
        GODEL_TRY_STATUS(use(conversation_));
      }
    }
    if (reason != nullptr) tally.Count(reason);
  }
  return {};
}

}  // namespace godel
