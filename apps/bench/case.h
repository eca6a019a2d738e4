// SPDX-License-Identifier: MIT
// One case of `godel bench`: B requests of S source tokens, searched greedily or with beams for exactly N new tokens.
#pragma once
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/engine/engine.h"

namespace godel::apps {

struct BenchCase {
  size_t requests;       // B
  size_t source_tokens;  // S
};

inline constexpr size_t kMaxBenchRequests = 1024;
inline constexpr size_t kMaxBenchTokens = 16384;

// "1x64,16x128". Error: kInvalidArgument, quoting the case that cannot be.
Result<std::vector<BenchCase>> ParseBenchCases(std::string_view text);

struct BenchSearch {
  size_t new_tokens = 64;  // N
  size_t beams = 1;
};

// Source ids that are the same in every engine that benchmarks/compare runs; the last one is </s>.
std::vector<TokenId> BenchSource(size_t request, size_t source_tokens, size_t vocab_size);

std::vector<GenerateRequest> BenchRequests(const BenchCase& bench_case, const BenchSearch& search, size_t vocab_size);

struct BenchTimes {
  // Seconds of each repetition: all requests of the case until one new token, and until all N.
  std::vector<double> first, whole;
};

struct Milliseconds {
  double best;
  double median;
};

Milliseconds FirstMs(const BenchTimes& times);
// Each further step: what the N - 1 tokens after the first one took, divided by their number.
Milliseconds StepMs(const BenchTimes& times, size_t new_tokens);
double TokensPerSecond(const BenchTimes& times, const BenchCase& bench_case, size_t new_tokens);  // best run

// Warms up, then runs one token and N tokens in turns. Error: what the engine refuses, e.g. caches too large.
Result<BenchTimes> RunBenchCase(Engine& engine, const BenchCase& bench_case, const BenchSearch& search,
                                size_t repetitions);

// Where the time of one more run goes.
Result<Profile> ProfileBenchCase(Engine& engine, const BenchCase& bench_case, const BenchSearch& search);

}  // namespace godel::apps
