// SPDX-License-Identifier: MIT
// Submissions, comments and keys as lines that sort into threads: everything of one link stands together, its
// submission first, its comments by parent and id. They are what temporary files hold.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory_resource>
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

// All texts are views that hold while the thread is used.
struct Thread {
  static constexpr size_t kNone = SIZE_MAX;

  std::string_view link;
  std::optional<Submission> submission;
  std::vector<Comment> comments;                    // by parent and id; of equal ids that which was read last
  std::vector<size_t> parents;                      // of each comment its parent's place among them, or kNone
  std::unordered_set<std::string_view> dependents;  // ids that keys name as needed by kept ones
  std::unordered_set<std::string_view> kept;        // ids that keys name as replies to keep
};

// A comment's body must be one line (AppendOneLine). `sequence` says which of two rows with the same id came later: by
// file, then by line.
void AppendSubmissionRecord(const Submission& submission, uint64_t sequence, std::string& out);
void AppendCommentRecord(const Comment& comment, uint64_t sequence, std::string& out);
// Of a row "link <tab> comment <tab> keep|dep" of a list of keys. Error: kBadData.
Result<std::string> KeyRecord(std::string_view row);
// The link of a record.
std::string_view RecordLink(std::string_view record);

// What is kept of one thread, so that a giant one leaves room for the sorting beside it in 2 GB. Threads of hundreds of
// thousands of comments, the largest that people write, hold some 50 MB of text.
struct ThreadLimits {
  size_t comments = size_t{1} << 20;      // replaced ones among them; and of keys of either kind
  size_t text_bytes = size_t{256} << 20;  // of all their fields
};

// Puts sorted records together. Memory: one thread within its limits; what is beyond is counted.
class ThreadBuilder {
 public:
  using UseThread = std::function<Status(const Thread&)>;
  explicit ThreadBuilder(UseThread use, Tally& tally, const ThreadLimits& limits = {})
      : use_(std::move(use)), tally_(tally), limits_(limits) {}

  // Error: kBadData for what is no record; the errors of `use`.
  Status Add(std::string_view record);
  // Must come last.
  Status Finish();

 private:
  std::string_view Keep(std::string_view text);
  bool HasRoomFor(size_t bytes) const { return kept_bytes_ + bytes <= limits_.text_bytes; }
  void AddSubmission(std::string_view subreddit, std::string_view title);
  void AddKey(std::string_view id, std::unordered_set<std::string_view>& keys);
  void AddComment(const Comment& comment, uint64_t sequence);
  void RemoveReplaced();
  void FindParents();
  void Clear();

  UseThread use_;
  Tally& tally_;
  ThreadLimits limits_;
  size_t kept_bytes_ = 0;                                                          // of texts_
  std::vector<std::byte> first_texts_ = std::vector<std::byte>(size_t{64} << 10);  // enough for most threads
  std::pmr::monotonic_buffer_resource texts_{first_texts_.data(), first_texts_.size()};
  Thread thread_;
  std::vector<uint64_t> sequences_;                      // of thread_.comments
  std::unordered_map<std::string_view, size_t> places_;  // of ids in thread_.comments
};

}  // namespace godel
