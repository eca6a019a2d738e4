// SPDX-License-Identifier: MIT
// `godel evaluate human sample`: what is drawn is said, and what is wrong.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "e2e/run_program.h"
#include "godel/base/json.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

// A run as 'godel evaluate --output' leaves it, as far as studies look.
std::string WriteRun(const TempDir& dir, const std::string& name, const std::vector<std::string>& replies) {
  const std::filesystem::path folder = dir.path() / name;
  std::filesystem::create_directory(folder);
  dir.Write(name + "/metrics.json", "{}");
  std::string rows;
  for (size_t i = 0; i < replies.size(); ++i)
    rows +=
        Json{{"context", {"question " + std::to_string(i)}}, {"reference", "x"}, {"reply", replies[i]}}.dump() + "\n";
  dir.Write(name + "/predictions.jsonl", rows);
  return folder.string();
}

TEST(EvaluateHuman, PairsLeaveEqualRepliesOutAndSaySo) {
  const TempDir dir;
  const std::string one = WriteRun(dir, "one", {"same", "this", "same", "these"});
  const std::string two = WriteRun(dir, "two", {"same", "that", "same", "those"});
  const auto sample = [&](const std::string& name, const std::vector<std::string>& more) {
    std::vector<std::string> command = {
        "evaluate", "human", "sample", one, two, "--output", (dir.path() / (name + ".html")).string()};
    command.insert(command.end(), more.begin(), more.end());
    return RunGodel(command);
  };
  const auto key = [&](const std::string& name) { return ReadJsonFile(dir.path() / (name + ".key.json")).value(); };
  const ProgramRun pairs = sample("pairs", {"--mode", "pairwise"});
  ASSERT_EQ(pairs.status, 0) << pairs.err;
  EXPECT_NE(pairs.err.find("pairs.html: 2 items"), std::string::npos) << pairs.err;
  EXPECT_NE(pairs.err.find("2 of 4 examples left out, as two runs gave the same reply (--keep-equal"),
            std::string::npos)
      << pairs.err;
  const Json pairs_key = key("pairs");
  EXPECT_EQ(pairs_key["equal_examples"], 2);
  for (const Json& item : pairs_key["items"]) EXPECT_EQ(item["prediction"].get<int>() % 2, 1);

  const ProgramRun all = sample("all", {"--mode", "pairwise", "--keep-equal"});
  ASSERT_EQ(all.status, 0) << all.err;
  EXPECT_EQ(all.err.find("left out"), std::string::npos) << all.err;
  EXPECT_EQ(key("all")["items"].size(), 4U);
  EXPECT_EQ(sample("likert", {}).status, 0);
  EXPECT_EQ(key("likert")["items"].size(), 8U);

  const ProgramRun nothing = RunGodel(
      {"evaluate", "human", "sample", one, one, "--mode", "pairwise", "--output", (dir.path() / "n").string()});
  EXPECT_EQ(nothing.status, 2);
  EXPECT_NE(nothing.err.find("the same reply to every example"), std::string::npos) << nothing.err;
}

}  // namespace
}  // namespace godel::testing
