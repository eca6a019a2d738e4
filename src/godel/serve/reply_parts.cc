// SPDX-License-Identifier: MIT
#include "godel/serve/reply_parts.h"

#include <algorithm>
#include <limits>

namespace godel {
namespace {

// Bytes at the end of `text` that a stop string may begin with. None of the stops is in `text`.
size_t PossibleBeginning(std::string_view text, const std::vector<std::string>& stops) {
  size_t longest = 0;
  for (const std::string& stop : stops) {
    for (size_t n = std::min(stop.size() - 1, text.size()); n > longest; --n) {
      if (!text.ends_with(std::string_view(stop).substr(0, n))) continue;
      longest = n;
      break;
    }
  }
  return longest;
}

}  // namespace

const WorkReply& FirstReply(const WorkResult& result) {
  static const WorkReply kNone;
  return result.replies.empty() ? kNone : result.replies.front();
}

std::vector<Work> OneWorkAReply(Work work) {
  const size_t replies = work.params.num_return_sequences;
  if (replies <= 1 || work.params.num_beams > 1) return {std::move(work)};
  work.params.num_return_sequences = 1;
  std::vector<Work> works(replies, work);
  if (work.params.seed)
    for (size_t i = 0; i < replies; ++i) works[i].params.seed = *work.params.seed + i;
  return works;
}

std::vector<WorkResult> Regrouped(std::span<const WorkResult> results, size_t group) {
  std::vector<WorkResult> groups;
  for (size_t i = 0; i < results.size(); ++i) {
    if (i % group == 0) {
      groups.push_back(results[i]);
      continue;
    }
    groups.back().new_tokens += results[i].new_tokens;
    groups.back().replies.insert(groups.back().replies.end(), results[i].replies.begin(), results[i].replies.end());
  }
  return groups;
}

double MeanLogprob(const WorkReply& reply) {
  if (reply.tokens.empty()) return -std::numeric_limits<double>::infinity();
  double sum = 0;
  for (const ReplyToken& token : reply.tokens) sum += token.logprob;
  return sum / static_cast<double>(reply.tokens.size());
}

std::string_view UnsentPart(std::string_view whole, std::string_view sent) {
  return whole.starts_with(sent) ? whole.substr(sent.size()) : std::string_view();
}

size_t FindStop(std::string_view text, const std::vector<std::string>& stops) {
  size_t end = text.size();
  for (const std::string& stop : stops) end = std::min(end, text.find(stop));
  return end;
}

std::string StopCutter::Append(std::string_view text) {
  if (ended_) return "";
  held_ += text;
  const size_t end = FindStop(held_, stops_);
  ended_ = end < held_.size();
  return Show(ended_ ? end : held_.size() - PossibleBeginning(held_, stops_));
}

std::string StopCutter::Finish() {
  return ended_ ? "" : Show(held_.size());
}

std::string StopCutter::Show(size_t bytes) {
  std::string part = held_.substr(0, bytes);
  held_.erase(0, bytes);
  shown_bytes_ += bytes;
  return part;
}

}  // namespace godel
