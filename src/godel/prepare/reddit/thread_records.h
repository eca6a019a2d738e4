// SPDX-License-Identifier: MIT
// Submissions, comments and keys as lines that sort into threads: everything of one link stands together, its
// submission first, its comments by parent and id. They are what temporary files hold.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/reddit/dump_line.h"
#include "godel/prepare/tally.h"

namespace godel {

struct Thread {
  std::string link;
  std::optional<Submission> submission;
  std::vector<Comment> comments;               // by parent and id; of equal ids that which was read last
  std::unordered_set<std::string> dependents;  // ids that keys name as needed by kept ones
  std::unordered_set<std::string> kept;        // ids that keys name as replies to keep
};

// A comment's body must be one line (OneLine). `sequence` says which of two rows with the same id came later: by file,
// then by line.
std::string SubmissionRecord(const Submission& submission, uint64_t sequence);
std::string CommentRecord(const Comment& comment, uint64_t sequence);
// Of a row "link <tab> comment <tab> keep|dep" of a list of keys. Error: kBadData.
Result<std::string> KeyRecord(std::string_view row);
// The link of a record.
std::string_view RecordLink(std::string_view record);

// Puts sorted records together. Memory: one thread, of which at most max_comments are kept.
class ThreadBuilder {
 public:
  using UseThread = std::function<Status(const Thread&)>;
  explicit ThreadBuilder(UseThread use, Tally& tally, size_t max_comments = size_t{1} << 20)
      : use_(std::move(use)), tally_(tally), max_comments_(max_comments) {}

  // Error: kBadData for what is no record; the errors of `use`.
  Status Add(std::string_view record);
  // Must come last.
  Status Finish();

 private:
  UseThread use_;
  Tally& tally_;
  size_t max_comments_;
  Thread thread_;
  std::unordered_map<std::string, std::pair<size_t, uint64_t>> places_;  // of a comment: where, and its sequence
};

}  // namespace godel
