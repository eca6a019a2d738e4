// SPDX-License-Identifier: MIT
// What `godel dataset inspect` has found, for people and for programs.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "godel/dataset/example_statistics.h"
#include "godel/dataset/row_reader.h"

namespace godel::apps {

struct DatasetReport {
  ExampleStatistics statistics;
  bool in_tokens = false;  // lengths; otherwise in words

  LengthCounts prompts;      // as they are built; only in tokens
  size_t max_tokens = 0;     // of a prompt
  size_t dropped_turns = 0;  // examples that lose some
  size_t cut_knowledge = 0;
  size_t cut_turns = 0;

  size_t num_bad_rows = 0;
  std::vector<BadRow> bad_rows;  // the first ones

  struct Sample {
    Example example;
    std::string prompt;
  };
  std::vector<Sample> samples;
};

struct NamedLengths {
  const char* name;
  const LengthCounts* lengths;  // of the report
};
// Turns, context, knowledge, response, and in tokens prompts.
std::vector<NamedLengths> LengthsOf(const DatasetReport& report);

void PrintReport(const DatasetReport& report);
void PrintReportJson(const DatasetReport& report);

}  // namespace godel::apps
