// SPDX-License-Identifier: MIT
// A line of Reddit's monthly dumps (RS_* of submissions, RC_* of comments): the few fields that conversations need.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "godel/base/result.h"

namespace godel {

struct Submission {
  std::string link;  // "t3_1afjd7n"
  int64_t comments = 0;
  std::string subreddit = {};  // the third part of the permalink, in lower case; without a permalink its own field
  std::string title = {};
};

struct Comment {
  std::string id = {};      // "t1_kod0bkd"
  std::string parent = {};  // "t1_..." or "t3_..."
  std::string link;         // "t3_..."
  int64_t score = 0;        // 0 where the dump has "None" or nothing
  std::string body = {};
};

// For one thread at a time: it keeps its buffers.
class DumpLineParser {
 public:
  DumpLineParser();
  ~DumpLineParser();
  DumpLineParser(DumpLineParser&& other) noexcept;
  DumpLineParser& operator=(DumpLineParser&& other) noexcept;

  // What the line is shows in its fields: comments have a "body", submissions a "title". Ids may come with their
  // prefixes or without, numbers as numbers or texts. Error: kBadData with what is wrong: no JSON object, a field that
  // is missing or of another type, an id of other signs than letters, digits and "_".
  Result<std::variant<Submission, Comment>> Parse(std::string_view line);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace godel
