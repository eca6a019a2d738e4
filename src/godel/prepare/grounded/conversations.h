// SPDX-License-Identifier: MIT
// Conversations below Reddit submissions as the rows of DSTC7's grounded corpus (page_facts.h has their columns).
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/prepare/grounded/scratch_database.h"
#include "godel/prepare/grounded/submissions.h"
#include "godel/prepare/tally.h"

namespace godel {

// A text of a dump as a text of the corpus: one line, its words apart. E.g. a tokenizer's tokens joined by spaces.
using NormaliseText = std::function<std::string(std::string_view)>;

// White space becomes single spaces.
std::string CollapseSpace(std::string_view text);

struct ConversationOptions {
  size_t max_depth = 5;                             // comments before a response; older ones are forgotten
  size_t max_context_words = 200;                   // the oldest go, behind "... ", but never words of the last turn
  size_t min_characters = 2, max_characters = 280;  // of a response
  int64_t min_score = 1;
  NormaliseText normalise = CollapseSpace;
};

// Comments come in any order, so all are kept (in a ScratchDatabase) until all are there. For one thread at a time.
class ConversationBuilder {
 public:
  static Result<std::unique_ptr<ConversationBuilder>> Make(ConversationOptions options);

  Status AddSubmission(const LinkedSubmission& submission);
  // A row of a dump of comments; one that belongs to no submission is left out. Error: kBadData, naming the member that
  // is missing or of another type; kIo.
  Status AddComment(const Json& comment);

  // Gives the rows: for each submission, as they were added, its title as an answer to "START", and each of its
  // comments that may be a response, in the order in which they were added. What is dropped is counted in `tally`.
  Status Give(const std::function<Status(std::string_view)>& take, Tally* tally);

  size_t comments() const { return comments_; }  // of the submissions

 private:
  ConversationBuilder(ScratchDatabase database, ConversationOptions options)
      : database_(std::move(database)), options_(std::move(options)) {}

  ScratchDatabase database_;
  ConversationOptions options_;
  std::unique_ptr<ScratchStatement> add_submission_, knows_submission_, add_comment_;
  size_t comments_ = 0;
};

// "START EOS title EOS ..." cut to the words that `options` allows. `turns` begin with the title.
std::string ContextText(const std::vector<std::string>& turns, size_t max_words);

}  // namespace godel
