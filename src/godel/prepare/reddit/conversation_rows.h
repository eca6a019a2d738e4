// SPDX-License-Identifier: MIT
// Conversations as rows of the output, each with a key in front by which rows of all pieces sort.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "godel/prepare/reddit/conversations.h"
#include "godel/prepare/tally.h"

namespace godel {

enum class RedditFormat {
  kExamples,  // rows of ExampleRow
  kTsv,       // "link,parent,comment <tab> src <tab> tgt", as DialoGPT's extraction
};

// For one thread at a time; threads of comments one after the other.
class ConversationRows {
 public:
  explicit ConversationRows(RedditFormat format) : format_(format) {}

  // The rows of a conversation, in order. Where only leaves are taken, the turns on the way to them are replies too;
  // one that several leaves share makes its example once.
  std::vector<std::string> RowsOf(const Conversation& conversation, Tally& tally);

 private:
  RedditFormat format_;
  std::string link_;                                    // of seen_
  std::set<std::pair<std::string, std::string>> seen_;  // first comment and reply of examples
};

// What is written of a row: all of it but what only sorts.
std::string_view WrittenRow(std::string_view row, RedditFormat format);

}  // namespace godel
