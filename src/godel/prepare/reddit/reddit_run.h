// SPDX-License-Identifier: MIT
// Dumps of any size to rows, in pieces: first each file is read and its records are spread by the hash of their thread,
// then each piece's records are sorted into threads and filtered, last the pieces' rows are merged. Each step leaves
// files behind, so that a run that was ended goes on where it was.
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/line_source.h"
#include "godel/prepare/reddit/conversation_rows.h"
#include "godel/prepare/reddit/conversations.h"
#include "godel/prepare/reddit/shared_bad_rows.h"
#include "godel/prepare/tally.h"

namespace godel {

struct RedditRun {
  std::vector<std::string> dumps;
  std::vector<std::string> keys;  // lists of keys, where ConversationParams::use_keys says so
  std::filesystem::path work;     // folder for temporary files
  std::string plan;               // what the work folder must have been made by to go on from it
  size_t pieces = 16;
  size_t jobs = 1;  // threads
  // Of all threads together, about; ThreadLimits and an archive's window come on top, for each.
  size_t memory_bytes = size_t{512} << 20;
  ConversationParams params;
  RedditFormat format = RedditFormat::kExamples;
  const Blocklists* blocklists = nullptr;
  size_t max_bad_rows = 0;
  // Called from all threads, but one at a time, with the share of work done.
  std::function<void(double share)> progress = {};
};

// The names of all counts, in the order of the steps.
Tally RedditTally();

struct RedditOutcome {
  Tally tally = {};
  std::vector<std::string> bad_rows = {};  // the first of this call
};

// Calls `use` with each row in order of link, parent and comment; neither pieces nor jobs nor memory change what it
// gets. Error: kNotFound, kIo; kInvalidArgument when the work folder is another run's; kBadData for one bad row too
// many.
Result<RedditOutcome> RunReddit(const RedditRun& run, const std::function<Status(std::string_view row)>& use);

// The same for lines of whole threads, submissions and comments as they come, in one piece and without going on later:
// what a cluster calls with each of its partitions. Of `run` the inputs are not looked at.
Result<RedditOutcome> PipeReddit(const RedditRun& run, LineSource& lines,
                                 const std::function<Status(std::string_view row)>& use);

}  // namespace godel
