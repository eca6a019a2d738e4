// SPDX-License-Identifier: MIT
// `godel bench`: what benchmarks/compare and people read off it. The times themselves are nobody's promise.
#include <gtest/gtest.h>

#include "e2e/run_program.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

std::vector<std::string> Bench(std::vector<std::string> flags) {
  flags.insert(flags.begin(), {"bench", "--threads", "1", "--cases", "1x8,2x5", "--new", "4", "--repetitions", "1"});
  return flags;
}

TEST(Bench, PrintsALineOfJsonACase) {
  const ProgramRun run = RunGodel(Bench({"--json", "--num-beams", "2"}));
  ASSERT_EQ(run.status, 0) << run.err;
  const std::vector<std::string> lines = Lines(run.out);
  ASSERT_EQ(lines.size(), 2u) << run.out;
  const Json second = ParseJson(lines[1]).value();
  EXPECT_EQ(second["engine"], "godel.cpp");
  EXPECT_EQ(second["dtype"], "f32");
  EXPECT_EQ(second["threads"], 1);
  EXPECT_EQ(second["B"], 2);
  EXPECT_EQ(second["S"], 5);
  EXPECT_EQ(second["N"], 4);
  EXPECT_EQ(second["beams"], 2);
  for (const char* name : {"first_ms", "tok_s", "rss_mb", "machine_gflop_per_s", "machine_gb_per_s"})
    EXPECT_GT(second[name].get<double>(), 0) << name;
  for (const char* name : {"step_ms", "first_ms_median", "step_ms_median", "gb_per_s", "gb_share", "gflop_per_s",
                           "gflop_share", "cpu", "isa"})
    EXPECT_TRUE(second.contains(name)) << name;
  EXPECT_FALSE(second.contains("profile"));
}

TEST(Bench, ProfilesEachPhaseMostExpensiveFirst) {
  const ProgramRun run = RunGodel(Bench({"--json", "--profile"}));
  ASSERT_EQ(run.status, 0) << run.err;
  const Json profile = ParseJson(Lines(run.out)[0]).value()["profile"];
  for (const char* phase : {"encode", "decode"}) {
    double shares = 0, last = 1;
    bool found = false;
    for (const Json& entry : profile[phase]) {
      const double share = entry["share"].get<double>();
      EXPECT_LE(share, last);
      last = share;
      shares += share;
      if (entry["operation"] != "wi") continue;
      found = true;
      EXPECT_EQ(entry["calls"], *phase == 'e' ? 4 : 4 * 4);  // four layers, and four steps of the decoder
    }
    EXPECT_TRUE(found) << phase;
    EXPECT_NEAR(shares, 1, 0.01) << phase;
  }
}

TEST(Bench, PrintsATable) {
  const ProgramRun run = RunGodel(Bench({"--profile"}));
  ASSERT_EQ(run.status, 0) << run.err;
  for (const char* part : {"GB/s", "GFLOP/s", "1 thread;", "weights f32", "2 x 5", "lm_head", "cross-attention"})
    EXPECT_NE(run.out.find(part), std::string::npos) << part << "\n" << run.out;
}

TEST(Bench, CtrlCEndsIt) {
  const ProgramRun run =
      RunGodelInTerminal({"bench", "--threads", "1", "--cases", "1x16384"}, {{"running 1x16384", "\003"}});
  EXPECT_EQ(run.status, 130) << run.out;
  EXPECT_NE(run.out.find("interrupted"), std::string::npos) << run.out;
}

}  // namespace
}  // namespace godel::testing
