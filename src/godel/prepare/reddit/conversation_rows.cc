// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/conversation_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/dataset/example_json.h"

namespace godel {

std::vector<std::string> ConversationRows::RowsOf(const Conversation& conversation, Tally& tally) {
  const std::string key = ConversationKey(conversation);
  if (format_ == RedditFormat::kTsv)
    return {fmt::format("{}\t{}\t{}", key, SourceText(conversation), TargetText(conversation))};
  if (conversation.link != link_) {
    link_ = conversation.link;
    seen_.clear();
  }
  std::vector<std::string> rows;
  Example example;
  example.dialog = conversation.link;
  for (size_t i = 0; i < conversation.turns.size(); ++i) {
    const ThreadTurn& turn = *conversation.turns[i];
    if (!turn.keep) {
      tally.Count("dropped: behind an offensive turn", conversation.turns.size() - i);
      break;
    }
    if (turn.text.empty()) continue;
    const bool is_reply = conversation.weighted || i + 1 == conversation.turns.size();
    if (is_reply && !example.context.empty()) {
      if (seen_.emplace(conversation.path.front(), conversation.path[i]).second) {
        example.response = turn.text;
        rows.push_back(fmt::format("{},{:02}\t{}", key, i, ExampleRow(example)));
      } else {
        tally.Count("dropped: example of another leaf");
      }
    }
    example.context.push_back(turn.text);
  }
  tally.Count("examples", rows.size());
  return rows;
}

std::string_view WrittenRow(std::string_view row, RedditFormat format) {
  if (format == RedditFormat::kTsv) return row;
  return row.substr(std::min(row.find('\t') + 1, row.size()));
}

}  // namespace godel
