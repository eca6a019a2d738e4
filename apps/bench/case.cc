// SPDX-License-Identifier: MIT
#include "bench/case.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace godel::apps {
namespace {

// A plain number from 1 to `max`, all of `text`.
bool ReadCount(std::string_view text, size_t max, size_t* count) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *count);
  return error == std::errc() && end == text.data() + text.size() && *count >= 1 && *count <= max;
}

Result<BenchCase> ParseCase(std::string_view text) {
  const size_t x = text.find('x');
  BenchCase parsed{};
  if (x == std::string_view::npos || !ReadCount(text.substr(0, x), kMaxBenchRequests, &parsed.requests) ||
      !ReadCount(text.substr(x + 1), kMaxBenchTokens, &parsed.source_tokens))
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--cases: '{}' is no case; write REQUESTSxTOKENS, say 4x128, with 1 to {} requests of 1 to "
                            "{} source tokens",
                            text, kMaxBenchRequests, kMaxBenchTokens));
  return parsed;
}

double Best(const std::vector<double>& seconds) {
  return *std::min_element(seconds.begin(), seconds.end());
}

double Median(std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

// Seconds until all requests are answered. A refusal of one is the case's.
Result<double> Time(Engine& engine, const std::vector<GenerateRequest>& requests) {
  const auto start = std::chrono::steady_clock::now();
  const auto results = engine.Generate(requests);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (const auto& result : results)
    if (!result) return tl::unexpected(result.error());
  return seconds;
}

}  // namespace

Result<std::vector<BenchCase>> ParseBenchCases(std::string_view text) {
  std::vector<BenchCase> cases;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t comma = std::min(text.find(',', begin), text.size());
    GODEL_TRY(const BenchCase parsed, ParseCase(text.substr(begin, comma - begin)));
    cases.push_back(parsed);
    begin = comma + 1;
  }
  return cases;
}

std::vector<TokenId> BenchSource(size_t request, size_t source_tokens, size_t vocab_size) {
  // Skips the special ids, and ends before the extra ids of T5's vocabulary of 32,000 pieces.
  const size_t first = std::min<size_t>(50, vocab_size / 2);
  const size_t range = std::min<size_t>(31900, vocab_size - first);
  std::vector<TokenId> ids;
  for (size_t i = 1; i < source_tokens; ++i) ids.push_back(ToTokenId(7919 * i * (request + 1) % range + first));
  ids.push_back(kEosId);
  return ids;
}

std::vector<GenerateRequest> BenchRequests(const BenchCase& bench_case, const BenchSearch& search, size_t vocab_size) {
  std::vector<GenerateRequest> requests(bench_case.requests);
  for (size_t i = 0; i < requests.size(); ++i) {
    requests[i].input_ids = BenchSource(i, bench_case.source_tokens, vocab_size);
    requests[i].params.max_new_tokens = search.new_tokens;
    requests[i].params.min_new_tokens = search.new_tokens;
    requests[i].params.num_beams = search.beams;
  }
  return requests;
}

Milliseconds FirstMs(const BenchTimes& times) {
  return {.best = 1e3 * Best(times.first), .median = 1e3 * Median(times.first)};
}

Milliseconds StepMs(const BenchTimes& times, size_t new_tokens) {
  const double steps = static_cast<double>(new_tokens - 1);
  return {.best = 1e3 * (Best(times.whole) - Best(times.first)) / steps,
          .median = 1e3 * (Median(times.whole) - Median(times.first)) / steps};
}

double TokensPerSecond(const BenchTimes& times, const BenchCase& bench_case, size_t new_tokens) {
  return static_cast<double>(bench_case.requests * new_tokens) / Best(times.whole);
}

Result<BenchTimes> RunBenchCase(Engine& engine, const BenchCase& bench_case, const BenchSearch& search,
                                size_t repetitions) {
  constexpr size_t kWarmUpTokens = 4;
  const size_t vocab_size = engine.config().vocab_size;
  const auto requests = [&](size_t new_tokens) {
    return BenchRequests(bench_case, {.new_tokens = new_tokens, .beams = search.beams}, vocab_size);
  };
  const auto one = requests(1), all = requests(search.new_tokens);
  GODEL_TRY([[maybe_unused]] const double warm, Time(engine, requests(kWarmUpTokens)));
  BenchTimes times;
  for (size_t i = 0; i < repetitions; ++i) {
    GODEL_TRY(const double first, Time(engine, one));
    GODEL_TRY(const double whole, Time(engine, all));
    times.first.push_back(first);
    times.whole.push_back(whole);
  }
  return times;
}

Result<Profile> ProfileBenchCase(Engine& engine, const BenchCase& bench_case, const BenchSearch& search) {
  Profile profile;
  engine.SetProfile(&profile);
  const auto timed = Time(engine, BenchRequests(bench_case, search, engine.config().vocab_size));
  engine.SetProfile(nullptr);
  if (!timed) return tl::unexpected(timed.error());
  return profile;
}

}  // namespace godel::apps
