// SPDX-License-Identifier: MIT
// The page of `godel dataset inspect --html`.
#include <gtest/gtest.h>

#include "e2e/run_program.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"
#include "support/well_formed.h"

namespace godel::testing {
namespace {

TEST(DatasetInspect, WritesAPage) {
  const TempDir dir;
  const std::string data =
      dir.Write("dev.jsonl",
                R"({"Context": "Hi EOS Hello EOS Where is it?", "Knowledge": "It is at 4 Hill <b>Road</b>.", )"
                R"("Response": "It is at 4 Hill, I think", "Instruction": "qa"})"
                "\n{\"Context\": \"<script>alert(1)</script>\", \"Response\": \"no\"}\n{\"Context\": 3}\n")
          .string();
  const std::string html = (dir.path() / "dev.html").string();
  const ProgramRun run = RunGodel({"dataset", "inspect", data, "--html", html, "--samples", "5"});
  EXPECT_EQ(run.status, 1) << "a row is bad";
  const auto page = ReadTextFile(html, size_t{1} << 20);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(WhatIsMalformed(*page), "");
  EXPECT_EQ(page->find("<script"), std::string::npos);
  const std::string text = TextOf(*page);
  for (const char* part : {"dev.jsonl", "Lengths", "Where is it?", "Hill <b>Road</b>", "dev.jsonl:3", "qa"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
  EXPECT_NE(page->find("<mark>It is at 4 Hill</mark>"), std::string::npos);
  EXPECT_NE(page->find("<svg"), std::string::npos);
  EXPECT_EQ(RunGodel({"dataset", "inspect", data, "--html", "/nonexistent/x.html"}).status, 1);
}

}  // namespace
}  // namespace godel::testing
