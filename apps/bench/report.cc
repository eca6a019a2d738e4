// SPDX-License-Identifier: MIT
#include "bench/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "godel/base/cpu_features.h"

namespace godel::apps {
namespace {

// What the machine did in a case, and which part of what it can.
struct Achieved {
  double gflop_per_s, gflop_share;  // while encoding
  double gb_per_s, gb_share;        // while decoding
};

Achieved Achieve(const BenchReport& report, const BenchResult& result) {
  const double step_ms = StepMs(result.times, report.search.new_tokens).best;
  // The run of one token encodes and decodes a step.
  const double encode_ms = FirstMs(result.times).best - step_ms;
  Achieved achieved{};
  achieved.gflop_per_s = result.encode_flop / encode_ms / 1e6;
  achieved.gb_per_s = result.step_bytes / step_ms / 1e6;
  achieved.gflop_share = achieved.gflop_per_s / report.limits.f32_gflop_per_s;
  achieved.gb_share = achieved.gb_per_s / report.limits.read_gb_per_s;
  return achieved;
}

double Rounded(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::round(value * scale) / scale;
}

double Megabytes(size_t bytes) {
  return static_cast<double>(bytes) / (1 << 20);
}

std::vector<ProfileEntry> Sorted(const Profile& profile, std::string_view phase) {
  std::vector<ProfileEntry> entries;
  for (const ProfileEntry& entry : profile.entries())
    if (entry.phase == phase) entries.push_back(entry);
  std::stable_sort(entries.begin(), entries.end(),
                   [](const ProfileEntry& a, const ProfileEntry& b) { return a.seconds > b.seconds; });
  return entries;
}

double Total(const std::vector<ProfileEntry>& entries) {
  double seconds = 0;
  for (const ProfileEntry& entry : entries) seconds += entry.seconds;
  return seconds;
}

constexpr std::string_view kPhases[] = {"encode", "decode"};

OutputJson ProfileJson(const Profile& profile) {
  OutputJson json = OutputJson::object();
  for (const std::string_view phase : kPhases) {
    const auto entries = Sorted(profile, phase);
    OutputJson list = OutputJson::array();
    for (const ProfileEntry& entry : entries)
      list.push_back({{"operation", std::string(entry.operation)},
                      {"share", Rounded(entry.seconds / Total(entries), 4)},
                      {"calls", entry.calls},
                      {"ms", Rounded(1e3 * entry.seconds, 3)}});
    json[std::string(phase)] = std::move(list);
  }
  return json;
}

void PrintProfile(const BenchResult& result) {
  for (const std::string_view phase : kPhases) {
    const auto entries = Sorted(*result.profile, phase);
    const double total = Total(entries);
    fmt::print("\n{} x {}, {}: {:.1f} ms\n", result.bench_case.requests, result.bench_case.source_tokens, phase,
               1e3 * total);
    for (const ProfileEntry& entry : entries)
      fmt::print("  {:<16} {:5.1f} % {:9.2f} ms {:7} calls\n", entry.operation, 100 * entry.seconds / total,
                 1e3 * entry.seconds, entry.calls);
  }
}

}  // namespace

OutputJson ToJson(const BenchReport& report, const BenchResult& result) {
  const size_t new_tokens = report.search.new_tokens;
  const Milliseconds first = FirstMs(result.times), step = StepMs(result.times, new_tokens);
  const Achieved achieved = Achieve(report, result);
  OutputJson json = {
      {"engine", "godel.cpp"},
      {"dtype", report.weights},
      {"threads", report.threads},
      {"B", result.bench_case.requests},
      {"S", result.bench_case.source_tokens},
      {"N", new_tokens},
      {"first_ms", Rounded(first.best, 3)},
      {"step_ms", Rounded(step.best, 4)},
      {"tok_s", Rounded(TokensPerSecond(result.times, result.bench_case, new_tokens), 1)},
      {"rss_mb", Rounded(Megabytes(result.peak_bytes), 0)},
      {"first_ms_median", Rounded(first.median, 3)},
      {"step_ms_median", Rounded(step.median, 4)},
      {"beams", report.search.beams},
      {"gflop_per_s", Rounded(achieved.gflop_per_s, 2)},
      {"gflop_share", Rounded(achieved.gflop_share, 4)},
      {"gb_per_s", Rounded(achieved.gb_per_s, 2)},
      {"gb_share", Rounded(achieved.gb_share, 4)},
      {"machine_gflop_per_s", Rounded(report.limits.f32_gflop_per_s, 1)},
      {"machine_gb_per_s", Rounded(report.limits.read_gb_per_s, 1)},
      {"cpu", CpuDescription()},
      {"isa", report.isa},
  };
  if (result.profile) json["profile"] = ProfileJson(*result.profile);
  return json;
}

void PrintBenchTable(const BenchReport& report) {
  fmt::print(
      "{}; kernels {}, {} thread{}; model {}, weights {}; this machine reads {:.1f} GB/s and computes {:.0f} "
      "GFLOP/s (f32)\n",
      CpuDescription(), report.isa, report.threads, report.threads == 1 ? "" : "s", report.model, report.weights,
      report.limits.read_gb_per_s, report.limits.f32_gflop_per_s);
  fmt::print("{} new tokens, {}; the best run, and the median in parentheses\n\n", report.search.new_tokens,
             report.search.beams == 1 ? "greedy" : fmt::format("{} beams", report.search.beams));
  fmt::print("{:>12} {:>20} {:>18} {:>9} {:>20} {:>18} {:>9}\n", "requests", "first, ms", "step, ms", "tokens/s",
             "encoding, GFLOP/s", "step, GB/s", "peak, MB");
  for (const BenchResult& result : report.results) {
    const size_t new_tokens = report.search.new_tokens;
    const Milliseconds first = FirstMs(result.times), step = StepMs(result.times, new_tokens);
    const Achieved achieved = Achieve(report, result);
    fmt::print("{:>12} {:>20} {:>18} {:>9.1f} {:>20} {:>18} {:>9.0f}\n",
               fmt::format("{} x {}", result.bench_case.requests, result.bench_case.source_tokens),
               fmt::format("{:.1f} ({:.1f})", first.best, first.median),
               fmt::format("{:.2f} ({:.2f})", step.best, step.median),
               TokensPerSecond(result.times, result.bench_case, new_tokens),
               fmt::format("{:.1f} ({:.0f} %)", achieved.gflop_per_s, 100 * achieved.gflop_share),
               fmt::format("{:.1f} ({:.0f} %)", achieved.gb_per_s, 100 * achieved.gb_share),
               Megabytes(result.peak_bytes));
  }
  for (const BenchResult& result : report.results)
    if (result.profile) PrintProfile(result);
}

}  // namespace godel::apps
