// SPDX-License-Identifier: MIT
#include "generate/resume.h"

#include <gtest/gtest.h>

#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::apps {
namespace {

using testing::TempDir;

TEST(Resume, CountsIdsAndFailures) {
  const TempDir dir;
  const auto path =
      dir.Write("out", "{\"id\":\"a\",\"outputs\":[]}\n{\"id\":1,\"error\":\"x\"}\n{\"id\":\"a\",\"outputs\":[]}\n");
  auto read = ReadWrittenIds(path.string());
  ASSERT_TRUE(read) << read.error().message;
  WrittenIds& ids = *read;
  EXPECT_EQ(ids.lines(), 3u);
  EXPECT_EQ(ids.failed_lines, 1u);
  EXPECT_TRUE(ids.Take("a"));
  EXPECT_TRUE(ids.Take("a"));
  EXPECT_FALSE(ids.Take("a"));  // a third line with this id is still to do
  EXPECT_TRUE(ids.Take(1));
  EXPECT_FALSE(ids.Take("1"));  // a text is not a number
}

// Cut anywhere in its last line, the file is repaired to the lines before it.
TEST(Resume, RemovesALineThatACrashCutOff) {
  const TempDir dir;
  const std::string whole = "{\"id\":0,\"outputs\":[]}\n";
  const std::string next = "{\"id\":1,\"outputs\":[]}";
  for (size_t kept = 0; kept <= next.size(); ++kept) {
    const auto path = dir.Write("out", whole + next.substr(0, kept));
    const auto ids = ReadWrittenIds(path.string());
    ASSERT_TRUE(ids) << kept << ids.error().message;
    EXPECT_EQ(ids->lines(), 1u);
    EXPECT_EQ(ReadTextFile(path, 1 << 20).value(), whole);
  }
}

TEST(Resume, LeavesOtherFilesAlone) {
  const TempDir dir;
  for (const char* text : {"my notes", "my notes\n", "{\"id\":0}\nmy notes", "{\"other\":1}\n", "[1]\n"}) {
    const auto path = dir.Write("out", text);
    EXPECT_FALSE(ReadWrittenIds(path.string())) << text;
    EXPECT_EQ(ReadTextFile(path, 1 << 20).value(), text);
  }
  EXPECT_EQ(ReadWrittenIds((dir.path() / "none").string())->lines(), 0u);
}

}  // namespace
}  // namespace godel::apps
