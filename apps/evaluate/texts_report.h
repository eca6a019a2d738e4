// SPDX-License-Identifier: MIT
// What `godel evaluate texts` prints and writes.
#pragma once
#include <span>
#include <string>

#include "command_line/result_json.h"
#include "godel/evaluate/metrics/dstc9.h"
#include "godel/evaluate/metrics/score_list.h"

namespace godel::apps {

// A line a score: its name, its value (shares in percent) and what it is.
std::string ScoreTable(const TextScores& scores, const TextScoreOptions& options);
// A line a score: both systems, the difference with its interval, and the p-value.
std::string ComparisonTable(std::span<const ComparedScore> compared, PairedTest test);
std::string Dstc9Table(const Dstc9Scores& scores);

// Shares from 0 to 1, unrounded.
OutputJson ScoresJson(const TextScores& scores, const TextScoreOptions& options);
OutputJson ComparisonJson(std::span<const ComparedScore> compared, PairedTest test);
OutputJson Dstc9Json(const Dstc9Scores& scores);
// A line of --per-example.
OutputJson ExampleJson(size_t number, const ExampleScores& example, const TextScoreOptions& options);

}  // namespace godel::apps
