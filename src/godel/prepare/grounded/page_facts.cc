// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/page_facts.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "godel/dataset/example_json.h"
#include "godel/prepare/grounded/dstc7.h"

namespace godel {
namespace {

constexpr size_t kFactColumns = 5;
constexpr size_t kConversationColumns = 7;
constexpr size_t kMaxPageBytes = size_t{64} << 20;
constexpr std::string_view kDialogPrefix = "reddit/";
constexpr const char* kFactTable = "CREATE TABLE facts (place INTEGER PRIMARY KEY, conversation TEXT, fact TEXT)";

}  // namespace

Result<std::unique_ptr<PageFacts>> PageFacts::Load(const std::vector<std::filesystem::path>& files,
                                                   const PageFactsOptions& options, DocumentFrequencies* frequencies) {
  GODEL_TRY(TextRows rows, TextRows::Open(files, options.max_bad_rows, options.bytes));
  GODEL_TRY(ScratchDatabase database, ScratchDatabase::Open(kFactTable));
  GODEL_TRY(ScratchStatement insert, database.Prepare("INSERT INTO facts (conversation, fact) VALUES (?1, ?2)"));
  size_t facts = 0;
  while (true) {
    GODEL_TRY(const std::optional<std::string> row, rows.Next());
    if (!row) break;
    const std::vector<std::string_view> columns = SplitColumns(*row);
    if (columns.size() != kFactColumns) {
      GODEL_TRY_STATUS(
          rows.Reject(fmt::format("expected {} columns between tabs (hash, subreddit, conversation, domain, "
                                  "fact), found {}",
                                  kFactColumns, columns.size())));
      continue;
    }
    if (columns[4].size() > kMaxFactBytes) {
      GODEL_TRY_STATUS(
          rows.Reject(fmt::format("a fact of {} bytes; at most {} are read", columns[4].size(), kMaxFactBytes)));
      continue;
    }
    GODEL_TRY_STATUS(insert.Run({columns[2], columns[4]}));
    frequencies->Add(DistinctWords(columns[4]));
    ++facts;
    if (options.on_fact) options.on_fact();
  }
  GODEL_TRY_STATUS(database.Execute("CREATE INDEX by_conversation ON facts (conversation)"));
  GODEL_TRY(ScratchStatement find,
            database.Prepare("SELECT fact FROM facts WHERE conversation = ?1 ORDER BY place LIMIT 10000"));
  std::unique_ptr<PageFacts> loaded(new PageFacts(std::move(database), std::move(find)));
  loaded->facts_ = facts;
  loaded->bad_rows_ = rows.bad_rows();
  return loaded;
}

Result<const std::vector<std::string>*> PageFacts::Of(std::string_view conversation) {
  if (last_ == conversation) return &last_facts_;
  last_ = std::string(conversation);
  last_facts_.clear();
  GODEL_TRY_STATUS(find_.Bind({conversation}));
  size_t bytes = 0;
  while (true) {
    GODEL_TRY(const bool more, find_.Step());
    if (!more || bytes > kMaxPageBytes) return &last_facts_;
    last_facts_.push_back(find_.Text(0));
    bytes += last_facts_.back().size();
  }
}

Result<Example> ParseConversationRow(std::string_view line) {
  const std::vector<std::string_view> columns = SplitColumns(line);
  if (columns.size() != kConversationColumns)
    return Fail(ErrorCode::kBadData,
                fmt::format("expected {} columns between tabs (hash, subreddit, conversation, score, "
                            "turn, context, response), found {}",
                            kConversationColumns, columns.size()));
  Example example;
  example.dialog = fmt::format("{}{}", kDialogPrefix, columns[2]);
  example.context = SpokenTurns(columns[5]);
  example.response = std::string(TrimSpace(columns[6]));
  return example;
}

std::string_view ConversationOf(const Example& example) {
  return std::string_view(example.dialog).substr(kDialogPrefix.size());
}

}  // namespace godel
