// SPDX-License-Identifier: MIT
// A line of Reddit's monthly dumps (RS_* of submissions, RC_* of comments): the few fields that conversations need.
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>
#include <variant>

#include "godel/base/result.h"

namespace godel {

// Both are views of texts that others hold.
struct Submission {
  std::string_view link;  // "t3_1afjd7n"
  int64_t comments = 0;
  std::string_view subreddit = {};  // the third part of the permalink, in lower case; without a permalink its own field
  std::string_view title = {};
};

struct Comment {
  std::string_view id = {};      // "t1_kod0bkd"
  std::string_view parent = {};  // "t1_..." or "t3_..."
  std::string_view link;         // "t3_..."
  int64_t score = 0;             // 0 where the dump has "None" or nothing
  std::string_view body = {};
};

// For one thread at a time: it keeps its buffers.
class DumpLineParser {
 public:
  DumpLineParser();
  ~DumpLineParser();
  DumpLineParser(DumpLineParser&& other) noexcept;
  DumpLineParser& operator=(DumpLineParser&& other) noexcept;

  // What the line is shows in its fields: comments have a "body", submissions a "title". Ids may come with their
  // prefixes or without, numbers as numbers or texts. The views hold until the next call. Error: kBadData with what is
  // wrong: no JSON object, a field that is missing or of another type, an id of other signs than letters, digits and
  // "_".
  Result<std::variant<Submission, Comment>> Parse(std::string_view line);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace godel
