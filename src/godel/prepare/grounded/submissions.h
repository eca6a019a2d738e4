// SPDX-License-Identifier: MIT
// Reddit submissions whose conversations are about a page: the first step of DSTC7's grounded corpus.
#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "godel/base/json.h"
#include "godel/base/result.h"

namespace godel {

struct LinkedSubmission {
  std::string id;  // "1vrwvn"
  std::string subreddit;
  std::string domain;
  std::string url;
  std::string title;
  int64_t created_utc = 0;  // seconds
};

struct SubmissionRules {
  std::set<std::string, std::less<>> subreddits = {};  // exact, in lower case; empty: all
  std::set<std::string, std::less<>> domains = {};     // exact; empty: all
  int64_t min_comments = 10;
  bool anchored_only = true;  // the URL ends in a fragment of 3 characters or more, which points into the page
};

// One name a line, in lower case; what "#" begins is a comment. Error: as TextRows.
Result<std::set<std::string, std::less<>>> ReadNameList(const std::filesystem::path& path);

// The rule that drops a row of a dump, as the counts name it, in the order in which DSTC7 applies them: comments,
// crossposts, locked, over 18, not brand safe, distinguished, restricted subreddit, domain of pictures and videos,
// no anchor, space in the URL, picture or PDF, subreddit, domain. Empty when it stays. Members that old dumps lack drop
// nothing. Error: kBadData, naming a member of another type.
Result<std::string_view> WhyDropped(const Json& submission, const SubmissionRules& rules);

// The members above. Error: kBadData, naming the one that is missing or of another type.
Result<LinkedSubmission> ParseSubmission(const Json& submission);

// As a row of JSON with the members' names, which ParseSubmission reads again.
std::string SubmissionRow(const LinkedSubmission& submission);

}  // namespace godel
