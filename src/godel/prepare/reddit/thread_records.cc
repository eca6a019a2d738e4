// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/thread_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include "godel/prepare/reddit/turn_text.h"

namespace godel {
namespace {

constexpr std::string_view kSubmission = "0";
constexpr std::string_view kKey = "1";
constexpr std::string_view kComment = "2";

// The next field, which goes from the front of `rest`.
std::string_view TakeField(std::string_view& rest) {
  const size_t tab = std::min(rest.find('\t'), rest.size());
  const std::string_view field = rest.substr(0, tab);
  rest.remove_prefix(std::min(tab + 1, rest.size()));
  return field;
}

template <class Number>
Number NumberOf(std::string_view text, int base) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

}  // namespace

std::string SubmissionRecord(const Submission& submission, uint64_t sequence) {
  return fmt::format("{}\t{}\t{:016x}\t{}\t{}", submission.link, kSubmission, sequence, OneLine(submission.subreddit),
                     OneLine(submission.title));
}

std::string CommentRecord(const Comment& comment, uint64_t sequence) {
  return fmt::format("{}\t{}\t{}\t{}\t{:016x}\t{}\t{}", comment.link, kComment, comment.parent, comment.id, sequence,
                     comment.score, comment.body);
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

Status ThreadBuilder::Add(std::string_view record) {
  std::string_view rest = record;
  const std::string_view link = TakeField(rest);
  if (link != thread_.link) {
    GODEL_TRY_STATUS(Finish());
    thread_.link = link;
  }
  const std::string_view kind = TakeField(rest);
  if (kind == kSubmission) {
    TakeField(rest);  // records come in the order of their sequence, so that the last one stays
    Submission submission{.link = thread_.link};
    submission.subreddit = TakeField(rest);
    submission.title = rest;
    thread_.submission = std::move(submission);
    return {};
  }
  if (kind == kKey) {
    std::string id(TakeField(rest));
    (rest == "keep" ? thread_.kept : thread_.dependents).insert(std::move(id));
    return {};
  }
  if (kind != kComment) return Fail(ErrorCode::kBadData, "a temporary file is damaged; remove the work folder");
  Comment comment{.link = thread_.link};
  comment.parent = TakeField(rest);
  comment.id = TakeField(rest);
  const auto sequence = NumberOf<uint64_t>(TakeField(rest), 16);
  comment.score = NumberOf<int64_t>(TakeField(rest), 10);
  comment.body = rest;
  const auto place = places_.find(comment.id);
  if (place != places_.end()) {
    tally_.Count("dropped: comment twice");
    if (sequence > place->second.second) {
      place->second.second = sequence;
      thread_.comments[place->second.first] = std::move(comment);
    }
    return {};
  }
  if (thread_.comments.size() >= max_comments_) {
    tally_.Count("dropped: thread too large");
    return {};
  }
  places_.emplace(comment.id, std::pair(thread_.comments.size(), sequence));
  thread_.comments.push_back(std::move(comment));
  return {};
}

Status ThreadBuilder::Finish() {
  if (!thread_.link.empty()) {
    // One that replaced another may have come under another parent.
    std::sort(thread_.comments.begin(), thread_.comments.end(),
              [](const Comment& a, const Comment& b) { return std::tie(a.parent, a.id) < std::tie(b.parent, b.id); });
    GODEL_TRY_STATUS(use_(thread_));
  }
  thread_ = {};
  places_.clear();
  return {};
}

}  // namespace godel
