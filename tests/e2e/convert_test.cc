// SPDX-License-Identifier: MIT
// `godel convert`, and that every command takes what it writes.
#include <gtest/gtest.h>

#include "e2e/run_program.h"
#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

namespace fs = std::filesystem;

TEST(Convert, WritesFilesThatEveryCommandTakes) {
  const TempDir dir;
  const std::string file = (dir.path() / "mini.gguf").string();
  const ProgramRun run = RunGodel({"convert", "--output", file, "--weights", "bf16"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(run.out.starts_with(file + ": bf16, ")) << run.out;
  EXPECT_EQ(run.err, "");  // no bar without a terminal

  const std::string line = R"({"context": ["Hi! Do you like football?"], "target": "Yes."})"
                           "\n";
  const std::string context = R"({"context": ["Hi! Do you like football?"]})"
                              "\n";
  for (const auto& [arguments, input] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"generate", "--threads", "1"}, context},
           {{"score", "--threads", "1"}, line},
           {{"tokenize", "Hello EOS there"}, ""},
           {{"chat", "--seed", "3", "--max-length", "16", "--threads", "1"}, "Hello!\n"}}) {
    std::vector<std::string> with_file = arguments;
    with_file.insert(with_file.end(), {"--model", file});
    const ProgramRun expected = RunGodel(arguments, input), got = RunGodel(with_file, input);
    EXPECT_EQ(got.status, 0) << arguments[0] << got.err;
    EXPECT_EQ(got.out, expected.out) << arguments[0];
  }
  const Json model = ParseJson(RunGodel({"inspect", "--json", "--model", file}).out).value();
  EXPECT_EQ(model["problems"].size(), 0u);
  EXPECT_EQ(model["unused_tensors"].size(), 0u);
  EXPECT_EQ(model["path"], file);
}

TEST(Convert, WritesFolders) {
  const TempDir dir;
  const std::string folder = (dir.path() / "new" / "folder").string();
  const ProgramRun run = RunGodel({"convert", "--output", folder, "--weights", "f16"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(Holds(run.out, folder + ": f16, ")) << run.out;
  const Json config = *ReadJsonFile(fs::path(folder) / "config.json");
  EXPECT_EQ(config["dtype"], "float16");
  EXPECT_EQ(config["d_ff"], 1280);
  EXPECT_EQ(RunGodel({"inspect", "--model", folder}).status, 0);
}

TEST(Convert, ReplacesOnlyWhenTold) {
  const TempDir dir;
  const std::string file = dir.Write("mini.gguf", "old").string();
  const ProgramRun refused = RunGodel({"convert", "--output", file});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(Holds(refused.err, "--force")) << refused.err;
  EXPECT_EQ(ReadTextFile(file, 100).value(), "old");
  EXPECT_EQ(RunGodel({"convert", "--output", file, "--force"}).status, 0);
  EXPECT_EQ(RunGodel({"tokenize", "hello", "--model", file}).status, 0);
  const ProgramRun itself = RunGodel({"convert", "--model", file, "--output", file, "--force"});
  EXPECT_EQ(itself.status, 2);
  EXPECT_TRUE(Holds(itself.err, "the model itself")) << itself.err;
  const ProgramRun kind = RunGodel({"convert", "--output", dir.Write("plain", "old").string(), "--force"});
  EXPECT_EQ(kind.status, 2);
  EXPECT_TRUE(Holds(kind.err, "is a file")) << kind.err;
}

TEST(Convert, FailsWithoutLeavings) {
  const TempDir dir;
  const std::string broken = dir.Write("broken.gguf", "GGUF\3\0\0\0").string();
  const ProgramRun run = RunGodel({"convert", "--model", broken, "--output", (dir.path() / "out.gguf").string()});
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(Holds(run.err, "broken.gguf")) << run.err;
  const ProgramRun nowhere = RunGodel({"convert", "--output", (dir.path() / "none" / "out.gguf").string()});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_TRUE(Holds(nowhere.err, "cannot write")) << nowhere.err;
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace godel::testing
