// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/conversations.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "godel/base/utf8.h"
#include "godel/dataset/example_json.h"
#include "godel/prepare/digest.h"

namespace godel {
namespace {

constexpr const char* kRedditTables =
    "CREATE TABLE submissions (place INTEGER PRIMARY KEY, id TEXT UNIQUE, subreddit TEXT, title TEXT);"
    "CREATE TABLE comments (place INTEGER PRIMARY KEY, id TEXT UNIQUE, submission TEXT, parent TEXT, author TEXT, "
    "score INTEGER, body TEXT)";
constexpr std::string_view kDeleted = "[deleted]";
constexpr std::string_view kRemoved = "[removed]";  // by a moderator; DSTC7's dumps are older than the mark

std::vector<std::string_view> SpacedWords(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return words;
    const size_t end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
}

// What dumps escape.
std::string UnescapeReddit(std::string text) {
  for (const auto& [escaped, plain] : {std::pair{"&gt;", ">"}, std::pair{"&lt;", "<"}, std::pair{"&amp;", "&"}})
    for (size_t at = text.find(escaped); at != std::string::npos; at = text.find(escaped, at + 1))
      text.replace(at, std::string_view(escaped).size(), plain);
  return text;
}

bool IsGone(std::string_view text) {
  return text == kDeleted || text == kRemoved;
}

Result<std::string> RequiredText(const Json& comment, std::string_view key) {
  GODEL_TRY(std::optional<std::string> text, OptionalMember<std::string>(comment, key));
  if (!text) return Fail(ErrorCode::kBadData, fmt::format("{}: it is missing", key));
  return std::move(*text);
}

// "t3_abc" is a submission, "t1_abc" a comment; ids of links stand without the kind.
std::string_view WithoutKind(std::string_view name) {
  return name.size() > 3 && name[2] == '_' ? name.substr(3) : name;
}

struct StoredComment {
  std::string id, parent, author, body;
  int64_t score = 0;
};

std::string_view ResponseRule(const StoredComment& comment, const ConversationOptions& options) {
  if (IsGone(comment.body) || IsGone(comment.author)) return "dropped: deleted";
  if (comment.body.find('>') != std::string::npos) return "dropped: quotes another comment";
  const size_t characters = CountCodePoints(comment.body);
  if (characters < options.min_characters) return "dropped: too short";
  if (characters > options.max_characters) return "dropped: too long";
  if (comment.score < options.min_score) return "dropped: low score";
  return {};
}

struct CorpusRow {
  std::string subreddit = {}, conversation = {};
  int64_t score = 0;
  size_t turn = 0;
  std::string context = {}, response = {};
};

std::string RowText(const CorpusRow& row) {
  const std::string fields = fmt::format("{}\t{}\t{}\t{}\t{}\t{}", row.subreddit, row.conversation, row.score, row.turn,
                                         row.context, row.response);
  return fmt::format("{}\t{}", HexDigest(DigestKind::kSha224, fields), fields);
}

// The turns before a comment, oldest first, and without the title; nullopt when the chain is broken.
Result<std::optional<std::vector<std::string>>> Ancestors(ScratchStatement* find, const StoredComment& comment,
                                                          size_t max_depth) {
  std::vector<std::string> turns;
  std::string parent = comment.parent;
  while (parent.starts_with("t1_") && turns.size() < max_depth) {
    GODEL_TRY_STATUS(find->Bind({WithoutKind(parent)}));
    GODEL_TRY(const bool found, find->Step());
    if (!found) return std::optional<std::vector<std::string>>();
    parent = find->Text(0);
    turns.push_back(find->Text(1));
  }
  std::reverse(turns.begin(), turns.end());
  return turns;
}

}  // namespace

std::string CollapseSpace(std::string_view text) {
  return fmt::format("{}", fmt::join(SpacedWords(text), " "));
}

std::string ContextText(const std::vector<std::string>& turns, size_t max_words) {
  std::string text = "START EOS " + JoinTurns(turns);
  const std::vector<std::string_view> words = SpacedWords(text);
  const size_t limit = std::max(max_words, SpacedWords(turns.back()).size() + 1);
  if (words.size() <= limit) return text;
  return fmt::format("... {}", fmt::join(words.end() - static_cast<std::ptrdiff_t>(limit), words.end(), " "));
}

Result<std::unique_ptr<ConversationBuilder>> ConversationBuilder::Make(ConversationOptions options) {
  GODEL_TRY(ScratchDatabase database, ScratchDatabase::Open(kRedditTables));
  std::unique_ptr<ConversationBuilder> builder(new ConversationBuilder(std::move(database), std::move(options)));
  const auto prepare = [&](const char* sql, std::unique_ptr<ScratchStatement>* out) -> Status {
    GODEL_TRY(ScratchStatement statement, builder->database_.Prepare(sql));
    *out = std::make_unique<ScratchStatement>(std::move(statement));
    return {};
  };
  GODEL_TRY_STATUS(prepare("INSERT OR IGNORE INTO submissions (id, subreddit, title) VALUES (?1, ?2, ?3)",
                           &builder->add_submission_));
  GODEL_TRY_STATUS(prepare("SELECT 1 FROM submissions WHERE id = ?1", &builder->knows_submission_));
  GODEL_TRY_STATUS(
      prepare("INSERT OR IGNORE INTO comments (id, submission, parent, author, score, body) VALUES (?1, ?2, ?3, "
              "?4, ?5, ?6)",
              &builder->add_comment_));
  return builder;
}

Status ConversationBuilder::AddSubmission(const LinkedSubmission& submission) {
  return add_submission_->Run(
      {submission.id, submission.subreddit, options_.normalise(UnescapeReddit(submission.title))});
}

Status ConversationBuilder::AddComment(const Json& comment) {
  GODEL_TRY(const std::string link, RequiredText(comment, "link_id"));
  GODEL_TRY_STATUS(knows_submission_->Bind({WithoutKind(link)}));
  GODEL_TRY(const bool known, knows_submission_->Step());
  if (!known) return {};
  GODEL_TRY(const std::string id, RequiredText(comment, "id"));
  GODEL_TRY(const std::string parent, RequiredText(comment, "parent_id"));
  GODEL_TRY(std::string body, RequiredText(comment, "body"));
  GODEL_TRY(const std::optional<std::string> author, OptionalMember<std::string>(comment, "author"));
  GODEL_TRY(const std::optional<int64_t> score, OptionalMember<int64_t>(comment, "score"));
  // The marks are compared as they came; a tokenizer would take them apart.
  if (!IsGone(body)) body = options_.normalise(UnescapeReddit(std::move(body)));
  ++comments_;
  return add_comment_->Run(
      {WithoutKind(id), WithoutKind(link), parent, author.value_or(std::string(kDeleted)), score.value_or(0), body});
}

Status ConversationBuilder::Give(const std::function<Status(std::string_view)>& take, Tally* tally) {
  GODEL_TRY_STATUS(database_.Execute("CREATE INDEX by_submission ON comments (submission, place)"));
  GODEL_TRY(ScratchStatement submissions,
            database_.Prepare("SELECT id, subreddit, title FROM submissions ORDER BY place"));
  GODEL_TRY(ScratchStatement comments, database_.Prepare("SELECT id, parent, author, body, score FROM comments WHERE "
                                                         "submission = ?1 ORDER BY place"));
  GODEL_TRY(ScratchStatement find, database_.Prepare("SELECT parent, body FROM comments WHERE id = ?1"));
  GODEL_TRY_STATUS(submissions.Bind({}));
  while (true) {
    GODEL_TRY(const bool more_submissions, submissions.Step());
    if (!more_submissions) return {};
    CorpusRow row{.subreddit = submissions.Text(1), .conversation = submissions.Text(0), .score = 1};
    const std::string title = submissions.Text(2);
    row.context = "START";
    row.response = title;
    tally->Count("titles");
    GODEL_TRY_STATUS(take(RowText(row)));
    GODEL_TRY_STATUS(comments.Bind({row.conversation}));
    while (true) {
      GODEL_TRY(const bool more, comments.Step());
      if (!more) break;
      const StoredComment comment{.id = comments.Text(0),
                                  .parent = comments.Text(1),
                                  .author = comments.Text(2),
                                  .body = comments.Text(3),
                                  .score = comments.Integer(4)};
      if (const std::string_view rule = ResponseRule(comment, options_); !rule.empty()) {
        tally->Count(rule);
        continue;
      }
      GODEL_TRY(std::optional<std::vector<std::string>> turns, Ancestors(&find, comment, options_.max_depth));
      if (!turns || std::any_of(turns->begin(), turns->end(), IsGone)) {
        tally->Count(turns ? "dropped: deleted context" : "dropped: a parent is missing");
        continue;
      }
      turns->insert(turns->begin(), title);
      row.score = comment.score;
      row.turn = turns->size();
      row.context = ContextText(*turns, options_.max_context_words);
      row.response = comment.body;
      tally->Count("responses");
      GODEL_TRY_STATUS(take(RowText(row)));
    }
  }
}

}  // namespace godel
