// SPDX-License-Identifier: MIT
// `godel prepare reddit-multiref`: rows and a list in, a test set with several references out.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include "e2e/run_program.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

constexpr const char* kReplies =
    "t3_a,t1_b,t1_c\tHi EOS Who?\tone \u201Cx\u201D\n"
    "t3_a,t1_b,t1_d\tHi EOS Who?\ttwo\n"
    "\n"
    "t3_z,t1_y,t1_x\tnot\tin the list\n";
constexpr const char* kMore = "t3_e,t1_f,t1_g\tBye\tthree\n";

TEST(PrepareRedditMultiref, GathersTheReferencesOfSeveralFiles) {
  const TempDir dir;
  const auto at = [&](const std::string& name) { return (dir.path() / name).string(); };
  dir.Write("a.tsv", kReplies);
  dir.Write("b.tsv", kMore);
  dir.Write("list.txt",
            "multiref\t9,t3_e,t1_f,t1_g\n"
            "multiref\t5,t3_a,t1_b,t1_c\t2,t3_a,t1_b,t1_d\t1,t3_a,t1_b,t1_gone\n"
            "multiref\t7,t3_n,t1_n,t1_n\n");
  const std::vector<std::string> command = {"prepare",      "reddit-multiref", at("a.tsv"), at("b.tsv"),
                                            "--list",       at("list.txt"),    "-o",        at("out.txt"),
                                            "--references", at("refs.txt")};
  const ProgramRun run = RunGodel(command);
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(*ReadTextFile(at("out.txt"), 1000), "Bye\t9|three\nHi EOS Who?\t5|one \"x\"\t2|two\n")
      << "the list's order";
  EXPECT_EQ(*ReadTextFile(at("refs.txt"), 1000), "Bye\tthree\nHi EOS Who?\tone \"x\"\ttwo\n");
  for (const char* const count :
       {"  rows                               2\n", "  references                         3\n",
        "  references missing                 2\n", "  rows without a reference           1\n"})
    EXPECT_NE(run.err.find(count), std::string::npos) << count << run.err;

  const ProgramRun again = RunGodel(command);
  EXPECT_EQ(again.status, 2);
  EXPECT_NE(again.err.find("out.txt exists already; --overwrite replaces it"), std::string::npos) << again.err;
}

TEST(PrepareRedditMultiref, WritesNothingWhenRowsAreBrokenOrNoneIsNamed) {
  const TempDir dir;
  const auto at = [&](const std::string& name) { return (dir.path() / name).string(); };
  const auto run = [&](const std::string& rows, const std::string& list) {
    dir.Write("rows.tsv", rows);
    dir.Write("list.txt", list);
    return RunGodel({"prepare", "reddit-multiref", at("rows.tsv"), "--list", at("list.txt"), "-o", at("out.txt")});
  };
  const std::string good_list = "multiref\t5,t3_a,t1_b,t1_c\n";
  for (const auto& [rows, list, part] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {kReplies, "multiref\tnothing\n", "list.txt:1: expected \"score,link,parent,comment\", found \"nothing\""},
           {std::string(kReplies) + "no tabs\n", good_list, "rows.tsv:5: expected \"link,parent,comment\""},
           {kMore, good_list, "no reference of the list is among the rows; nothing was written"}}) {
    const ProgramRun failed = run(rows, list);
    EXPECT_EQ(failed.status, 1);
    EXPECT_NE(failed.err.find(part), std::string::npos) << failed.err;
    EXPECT_FALSE(std::filesystem::exists(at("out.txt")));
  }
  EXPECT_EQ(RunGodel({"prepare", "reddit-multiref", at("rows.tsv"), "-o", at("out.txt")}).status, 2) << "no --list";
}

}  // namespace
}  // namespace godel::testing
