// SPDX-License-Identifier: MIT
// Rows of DSTC7's grounded Reddit corpus, a fact chosen for each response, as GODEL was trained on:
//   hash,conversation,subreddit,domain <tab> score <tab> matched words <tab> fact <tab> context <tab> response
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/grounded/converted.h"

namespace godel {

struct Dstc7Options {
  // As GODEL's own converter: the fact keeps its tags, and only a context that begins with "START EOS TIL " loses that;
  // others keep their "START".
  bool upstream_rules = false;
  double min_score = 0;  // the second column; 0 keeps all
};

// Otherwise "START", which says only that a submission's title follows, is no turn; a title that begins with TIL
// ("today I learned", which only names the subreddit) begins behind it; and the fact is text without tags. The
// example's dialog is "dstc7/CONVERSATION". Error: kBadData, naming the column.
Result<Converted> ConvertDstc7Row(std::string_view line, const Dstc7Options& options = {});

// The turns of a context that are somebody's: without START and TIL.
std::vector<std::string> SpokenTurns(std::string_view context);

// Without <p>, </p>, <h1>, <title> and their like: what else stands between "<" and ">" stays. White space
// becomes single spaces.
std::string WithoutTags(std::string_view text);

}  // namespace godel
