// SPDX-License-Identifier: MIT
// The rows of DSTC7's grounded corpus before a fact is chosen, and the facts of each conversation's page at hand:
//   facts          hash <tab> subreddit <tab> conversation <tab> domain <tab> fact
//   conversations  hash <tab> subreddit <tab> conversation <tab> score <tab> turn <tab> context <tab> response
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/byte_source.h"
#include "godel/dataset/example.h"
#include "godel/prepare/grounded/fact_words.h"
#include "godel/prepare/grounded/scratch_database.h"
#include "godel/prepare/grounded/text_rows.h"

namespace godel {

// A line of a page that is longer is no fact that anyone could learn from: a page without paragraphs, or a table's
// dump.
inline constexpr size_t kMaxFactBytes = size_t{64} << 10;

struct PageFactsOptions {
  size_t max_bad_rows = 0;
  ByteSourceOptions bytes = {};
  // As each fact is met: for a line that says how far the reading is.
  std::function<void()> on_fact = {};
};

// Facts by conversation. For one thread at a time; memory: a bounded cache and one conversation's facts.
class PageFacts {
 public:
  // Reads the files, and counts their words into `frequencies`. Error: as TextRows; kIo of the temporary tables.
  static Result<std::unique_ptr<PageFacts>> Load(const std::vector<std::filesystem::path>& files,
                                                 const PageFactsOptions& options, DocumentFrequencies* frequencies);

  // Those of the conversation in the order of the files, at most the first 10,000 and some 64 MiB. Valid until the next
  // call.
  Result<const std::vector<std::string>*> Of(std::string_view conversation);
  size_t facts() const { return facts_; }
  const BadRows& bad_rows() const { return bad_rows_; }  // that were no facts

 private:
  PageFacts(ScratchDatabase database, ScratchStatement find) : database_(std::move(database)), find_(std::move(find)) {}

  ScratchDatabase database_;
  ScratchStatement find_;
  size_t facts_ = 0;
  BadRows bad_rows_;
  std::string last_;  // conversations' rows come together
  std::vector<std::string> last_facts_;
};

// A row of conversations without knowledge; its dialog is "reddit/CONVERSATION". START and TIL as in dstc7.h.
// Error: kBadData, naming what is missing.
Result<Example> ParseConversationRow(std::string_view line);

// "1vrwvn" of the row's example.
std::string_view ConversationOf(const Example& example);

}  // namespace godel
