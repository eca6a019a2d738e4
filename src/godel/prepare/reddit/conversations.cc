// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/conversations.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace godel {
namespace {

std::string_view WeightOf(const WeightedTurn& turn) {
  return turn.keep ? "1.0 " : "0.0 ";
}

}  // namespace

std::string ConversationKey(const Conversation& conversation) {
  return fmt::format("{},{},{}", conversation.link, conversation.parent, conversation.comment);
}

std::string SourceText(const Conversation& conversation) {
  std::string text;
  for (size_t i = 0; i + 1 < conversation.turns.size(); ++i) {
    if (i > 0) text += " EOS ";
    if (conversation.weighted) text += WeightOf(conversation.turns[i]);
    text += conversation.turns[i].text;
  }
  return text;
}

std::string TargetText(const Conversation& conversation) {
  std::string text;
  if (conversation.weighted) text += WeightOf(conversation.turns.back());
  return text + conversation.turns.back().text;
}

const ConversationFinder::Turn& ConversationFinder::TurnOf(const Comment& comment) {
  const auto [place, is_new] = turns_.try_emplace(comment.id);
  Turn& turn = place->second;
  if (!is_new) return turn;
  const size_t length =
      params_.length_unit == LengthUnit::kWords
          ? CountWords(comment.body, params_.max_length + 1)
          : static_cast<size_t>(std::count_if(comment.body.begin(), comment.body.end(), [](char byte) {
              return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80;
            }));
  turn.too_long = length > params_.max_length;
  if (turn.too_long) return turn;
  turn.text = normalizer_.Normalize(comment.body);
  if (params_.leaves_only && params_.clean)
    turn.keep = !blocklists_.phrases.Matches(turn.text) && !blocklists_.turns.Contains(turn.text);
  return turn;
}

// Why a comment is no reply, before its conversation is looked at; nullptr when it may be one.
const char* ConversationFinder::WhyNot(const Thread& thread, const Comment& reply) const {
  if (params_.use_keys && !thread.kept.contains(reply.id)) return "dropped: not in keys";
  if (params_.leaves_only && answered_.contains(reply.id)) return "dropped: has answers";
  if (blocklists_.subreddits.contains(thread.submission->subreddit)) return "dropped: subreddit";
  if (reply.score < params_.min_score) return "dropped: score";
  return nullptr;
}

// From the reply up to at most max_depth comments; cycles end there too. An ancestor that is too long, gone or dropped
// cuts the history off.
Conversation ConversationFinder::Walk(const Thread& thread, const Comment& reply) {
  Conversation conversation{.link = thread.link, .parent = reply.parent, .comment = reply.id};
  conversation.weighted = params_.leaves_only && params_.clean;
  const Comment* at = &reply;
  for (size_t depth = 0; at != nullptr && depth < params_.max_depth; ++depth) {
    const Turn& turn = TurnOf(*at);
    if (turn.too_long) break;
    conversation.turns.push_back({.text = turn.text, .keep = turn.keep});
    conversation.path.push_back(at->id);
    if (params_.use_title && at->parent.starts_with("t3_")) {
      const std::string title = normalizer_.Normalize("title: " + thread.submission->title);
      const bool keep =
          !conversation.weighted || (!blocklists_.phrases.Matches(title) && !blocklists_.turns.Contains(title));
      conversation.turns.push_back({.text = title, .keep = keep});
      conversation.path.push_back(thread.link);
      break;
    }
    const auto parent = by_id_.find(at->parent);
    at = parent == by_id_.end() ? nullptr : parent->second;
  }
  std::reverse(conversation.turns.begin(), conversation.turns.end());
  std::reverse(conversation.path.begin(), conversation.path.end());
  return conversation;
}

Status ConversationFinder::Find(const Thread& thread, Tally& tally, const UseConversation& use) {
  if (!thread.submission) {
    tally.Count("dropped: no submission", thread.comments.size());
    return {};
  }
  by_id_.clear();
  answered_.clear();
  turns_.clear();
  for (const Comment& comment : thread.comments) {
    if (params_.use_keys && !thread.dependents.contains(comment.id)) continue;
    by_id_.emplace(comment.id, &comment);
    answered_.insert(comment.parent);
  }
  for (const Comment& reply : thread.comments) {
    if (!by_id_.contains(reply.id)) {
      tally.Count("dropped: not in keys");
      continue;
    }
    const char* reason = WhyNot(thread, reply);
    if (reason == nullptr) {
      const Conversation conversation = Walk(thread, reply);
      if (conversation.turns.empty()) {
        reason = "dropped: long turn";
      } else if (conversation.turns.size() < params_.min_depth) {
        reason = "dropped: too few turns";
      } else if (params_.clean) {
        reason = FilterReason(conversation, params_, blocklists_.phrases);
      }
      if (reason == nullptr) {
        tally.Count("conversations");
        GODEL_TRY_STATUS(use(conversation));
      }
    }
    if (reason != nullptr) tally.Count(reason);
  }
  return {};
}

}  // namespace godel
