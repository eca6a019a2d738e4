// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/thread_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

#include "godel/prepare/reddit/turn_text.h"

namespace godel {
namespace {

constexpr std::string_view kSubmission = "0";
constexpr std::string_view kKey = "1";
constexpr std::string_view kComment = "2";
constexpr const char* kThreadTooLarge = "dropped: thread too large";

// The next field, which goes from the front of `rest`.
std::string_view TakeField(std::string_view& rest) {
  const size_t tab = std::min(rest.find('\t'), rest.size());
  const std::string_view field = rest.substr(0, tab);
  rest.remove_prefix(std::min(tab + 1, rest.size()));
  return field;
}

// Each with a tab behind it.
void AppendFields(std::initializer_list<std::string_view> fields, std::string& out) {
  for (const std::string_view field : fields) {
    out += field;
    out += '\t';
  }
}

// All 16, so that numbers sort as texts.
class HexDigits {
 public:
  explicit HexDigits(uint64_t number) {
    for (size_t i = digits_.size(); i-- > 0; number >>= 4) digits_[i] = "0123456789abcdef"[number & 15];
  }
  std::string_view text() const { return {digits_.data(), digits_.size()}; }

 private:
  std::array<char, 16> digits_;
};

template <class Number>
Number NumberOf(std::string_view text, int base) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

}  // namespace

void AppendSubmissionRecord(const Submission& submission, uint64_t sequence, std::string& out) {
  AppendFields({submission.link, kSubmission, HexDigits(sequence).text()}, out);
  AppendOneLine(submission.subreddit, out);
  out += '\t';
  AppendOneLine(submission.title, out);
}

void AppendCommentRecord(const Comment& comment, uint64_t sequence, std::string& out) {
  const fmt::format_int score(comment.score);
  AppendFields({comment.link, kComment, comment.parent, comment.id, HexDigits(sequence).text(),
                std::string_view(score.data(), score.size())},
               out);
  out += comment.body;
}

Result<std::string> KeyRecord(std::string_view row) {
  std::string_view rest = row;
  const std::string_view link = TakeField(rest);
  const std::string_view id = TakeField(rest);
  if (!link.starts_with("t3_") || !id.starts_with("t1_") || (rest != "keep" && rest != "dep"))
    return Fail(ErrorCode::kBadData, "expected a link, a comment and \"keep\" or \"dep\", with tabs between them");
  return fmt::format("{}\t{}\t{}\t{}", link, kKey, id, rest);
}

std::string_view RecordLink(std::string_view record) {
  return record.substr(0, record.find('\t'));
}

std::string_view ThreadBuilder::Keep(std::string_view text) {
  auto* const place = static_cast<char*>(texts_.allocate(std::max<size_t>(text.size(), 1), 1));
  text.copy(place, text.size());
  kept_bytes_ += text.size();
  return {place, text.size()};
}

Status ThreadBuilder::Add(std::string_view record) {
  std::string_view rest = record;
  const std::string_view link = TakeField(rest);
  if (link != thread_.link) {
    GODEL_TRY_STATUS(Finish());
    thread_.link = Keep(link);
  }
  const std::string_view kind = TakeField(rest);
  if (kind == kSubmission) {
    TakeField(rest);  // records come in the order of their sequence, so that the last one stays
    const std::string_view subreddit = TakeField(rest);
    AddSubmission(subreddit, rest);
    return {};
  }
  if (kind == kKey) {
    const std::string_view id = TakeField(rest);
    AddKey(id, rest == "keep" ? thread_.kept : thread_.dependents);
    return {};
  }
  if (kind != kComment) return Fail(ErrorCode::kBadData, "a temporary file is damaged; remove the work folder");
  Comment comment{.link = thread_.link};
  comment.parent = TakeField(rest);
  comment.id = TakeField(rest);
  const auto sequence = NumberOf<uint64_t>(TakeField(rest), 16);
  comment.score = NumberOf<int64_t>(TakeField(rest), 10);
  comment.body = rest;
  AddComment(comment, sequence);
  return {};
}

void ThreadBuilder::AddSubmission(std::string_view subreddit, std::string_view title) {
  if (!HasRoomFor(subreddit.size() + title.size())) return tally_.Count(kThreadTooLarge);
  Submission submission{.link = thread_.link};
  submission.subreddit = Keep(subreddit);
  submission.title = Keep(title);
  thread_.submission = submission;
}

void ThreadBuilder::AddKey(std::string_view id, std::unordered_set<std::string_view>& keys) {
  if (keys.contains(id)) return;
  if (keys.size() >= limits_.comments || !HasRoomFor(id.size())) return tally_.Count(kThreadTooLarge);
  keys.insert(Keep(id));
}

void ThreadBuilder::AddComment(const Comment& comment, uint64_t sequence) {
  const auto known = places_.find(comment.id);
  const bool is_new = known == places_.end();
  const bool is_older = !is_new && sequence <= sequences_[known->second];
  const bool has_room = thread_.comments.size() < limits_.comments &&
                        HasRoomFor(comment.id.size() + comment.parent.size() + comment.body.size());
  if (!is_older && !has_room) return tally_.Count(kThreadTooLarge);
  if (!is_new) tally_.Count("dropped: comment twice");
  if (is_older) return;
  thread_.comments.push_back({.id = Keep(comment.id),
                              .parent = Keep(comment.parent),
                              .link = comment.link,
                              .score = comment.score,
                              .body = Keep(comment.body)});
  sequences_.push_back(sequence);
  places_.insert_or_assign(thread_.comments.back().id, thread_.comments.size() - 1);
}

// Comments that another of the same id replaced, which may have come under another parent.
void ThreadBuilder::RemoveReplaced() {
  auto& comments = thread_.comments;
  if (comments.size() == places_.size()) return;
  size_t left = 0;
  for (size_t i = 0; i < comments.size(); ++i) {
    size_t& place = places_.at(comments[i].id);
    if (place != i) continue;
    place = left;
    comments[left++] = comments[i];
  }
  comments.resize(left);
}

void ThreadBuilder::FindParents() {
  std::string_view id;  // siblings stand together
  size_t place = Thread::kNone;
  for (const Comment& comment : thread_.comments) {
    if (comment.parent != id) {
      id = comment.parent;
      const auto parent = places_.find(id);
      place = parent == places_.end() ? Thread::kNone : parent->second;
    }
    thread_.parents.push_back(place);
  }
}

Status ThreadBuilder::Finish() {
  if (!thread_.link.empty()) {
    RemoveReplaced();
    FindParents();
    GODEL_TRY_STATUS(use_(thread_));
  }
  Clear();
  return {};
}

// Keeps memory for the next thread, but not what a huge one took: to clear a table takes time for all of its buckets.
void ThreadBuilder::Clear() {
  constexpr size_t kMaxKeptBuckets = size_t{1} << 14;
  if (places_.bucket_count() > kMaxKeptBuckets) {
    places_ = {};
    thread_ = {};
  }
  places_.clear();
  sequences_.clear();
  thread_.link = {};
  thread_.submission.reset();
  thread_.comments.clear();
  thread_.parents.clear();
  thread_.dependents = {};
  thread_.kept = {};
  texts_.release();
  kept_bytes_ = 0;
}

}  // namespace godel
