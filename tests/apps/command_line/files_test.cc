// SPDX-License-Identifier: MIT
// Reading lines and writing them.
#include <gtest/gtest.h>

#include "command_line/line_reader.h"
#include "command_line/output_file.h"
#include "godel/base/mapped_file.h"
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

}  // namespace
}  // namespace godel::apps
