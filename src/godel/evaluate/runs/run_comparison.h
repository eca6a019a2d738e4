// SPDX-License-Identifier: MIT
// Runs of several models over the same examples, example by example.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/evaluate/metrics/paired_bootstrap.h"
#include "godel/evaluate/runs/saved_run.h"

namespace godel {

// One metric of all runs.
struct ComparedMetric {
  std::string name;
  std::vector<double> values;                 // of each run
  std::vector<PairedComparison> differences;  // of runs 1, 2, ... from run 0
};

struct RunComparison {
  std::vector<std::string> names;
  size_t examples = 0;
  ResamplingOptions resampling;
  std::vector<ComparedMetric> metrics;
};

// BLEU of the corpus (sacre_bleu, and bleu as `godel evaluate` prints it), the loss of the references a token
// (nats_per_token), and the mean of each score that all runs have, over the examples where all of them have it. Time:
// paired_bootstrap.h's for each metric and run. Error: kInvalidArgument with less than two runs, runs over different
// data (CheckSameData), or options that are off.
Result<RunComparison> CompareRuns(std::span<const SavedRun> runs, const ResamplingOptions& options);

// The examples whose F1 differs most between the first run and any other, at most `most`: numbers of predictions, the
// largest difference first.
std::vector<size_t> LargestDifferences(std::span<const SavedRun> runs, size_t most);

}  // namespace godel
