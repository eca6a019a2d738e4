// SPDX-License-Identifier: MIT
// Reading lines, writing them, and going on after a crash.
#include <gtest/gtest.h>

#include "godel/base/mapped_file.h"
#include "line_reader.h"
#include "output_file.h"
#include "resume.h"
#include "support/golden.h"

namespace godel::apps {
namespace {

using testing::TempDir;

std::string Contents(const std::filesystem::path& path) {
  return ReadTextFile(path, 1 << 20).value();
}

TEST(LineReader, GivesLinesOfAnyLength) {
  const TempDir dir;
  const std::string long_line(200'000, 'x');  // more than a read's chunk
  const auto path = dir.Write("in", "one\n\n" + long_line + "\nlast");
  LineReader reader = LineReader::Open(path.string()).value();
  for (const std::string& expected : {std::string("one"), std::string(), long_line, std::string("last")}) {
    const auto line = reader.Next().value();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->text, expected);
    EXPECT_FALSE(line->too_long);
  }
  EXPECT_FALSE(reader.Next().value());
  EXPECT_EQ(reader.bytes_read(), reader.total_bytes());
}

TEST(LineReader, CutsLinesThatAreTooLong) {
  const TempDir dir;
  const auto path = dir.Write("in", std::string(300'000, 'x') + "\nnext\n");
  LineReader reader = LineReader::Open(path.string(), 1000).value();
  const auto line = reader.Next().value();
  EXPECT_TRUE(line->too_long);
  EXPECT_EQ(line->text.size(), 1000u);
  EXPECT_EQ(reader.Next().value()->text, "next");
  EXPECT_FALSE(reader.Next().value());
}

TEST(LineReader, SaysWhichFileIsMissing) {
  const auto reader = LineReader::Open("/nowhere/in.jsonl");
  ASSERT_FALSE(reader);
  EXPECT_NE(reader.error().message.find("/nowhere/in.jsonl"), std::string::npos);
}

TEST(OutputFile, RefusesOverwritesAndAppends) {
  const TempDir dir;
  const std::string path = (dir.path() / "out").string();
  ASSERT_TRUE(OutputFile::Open(path, ExistingFile::kRefuse)->WriteLine("a"));
  EXPECT_FALSE(OutputFile::Open(path, ExistingFile::kRefuse));
  ASSERT_TRUE(OutputFile::Open(path, ExistingFile::kAppend)->WriteLine("b"));
  EXPECT_EQ(Contents(path), "a\nb\n");
  ASSERT_TRUE(OutputFile::Open(path, ExistingFile::kOverwrite)->WriteLine("c"));
  EXPECT_EQ(Contents(path), "c\n");
}

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
    EXPECT_EQ(Contents(path), whole);
  }
}

TEST(Resume, LeavesOtherFilesAlone) {
  const TempDir dir;
  for (const char* text : {"my notes", "my notes\n", "{\"id\":0}\nmy notes", "{\"other\":1}\n", "[1]\n"}) {
    const auto path = dir.Write("out", text);
    EXPECT_FALSE(ReadWrittenIds(path.string())) << text;
    EXPECT_EQ(Contents(path), text);
  }
  EXPECT_EQ(ReadWrittenIds((dir.path() / "none").string())->lines(), 0u);
}

}  // namespace
}  // namespace godel::apps
