// SPDX-License-Identifier: MIT
// What `godel evaluate` prints and writes.
#pragma once
#include <span>
#include <string>

#include "command_line/result_json.h"
#include "godel/dataset/example.h"
#include "godel/evaluate/evaluation.h"

namespace godel::apps {

struct EvaluationRow {
  std::string name;  // a file, or "total"
  size_t seen = 0;   // examples that the file holds
  Evaluation evaluation;
};

// Lines for people: a header and a row each, as wide as the longest name. BLEU, F1 and distinct-n in percent.
std::string EvaluationTable(std::span<const EvaluationRow> rows);

// Scores from 0 to 1 and nats, unrounded; the metrics of texts only where there are replies.
OutputJson ToJson(const EvaluationRow& row);

}  // namespace godel::apps
