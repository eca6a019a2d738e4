// SPDX-License-Identifier: MIT
// What `godel bench` prints.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bench/case.h"
#include "command_line/result_json.h"

namespace godel::apps {

struct BenchResult {
  BenchCase bench_case;
  BenchTimes times;
  double encode_flop = 0;
  double step_bytes = 0;
  size_t peak_bytes = 0;
  std::optional<Profile> profile;
};

struct BenchReport {
  std::string model;    // the folder
  std::string weights;  // "f32"
  std::string isa;
  size_t threads = 0;
  BenchSearch search;
  MachineLimits limits;
  std::vector<BenchResult> results;
};

OutputJson ToJson(const BenchReport& report, const BenchResult& result);  // a line a case
void PrintBenchTable(const BenchReport& report);

}  // namespace godel::apps
