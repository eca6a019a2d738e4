// SPDX-License-Identifier: MIT
// The same examples from every kind of file; what is wrong is counted with its place, and dialogs stay whole in a
// split.
#include "godel/dataset/example_reader.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "godel/dataset/split.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::TempDir;

std::string Gzip(const std::string& text, const TempDir& dir) {
  const auto path = dir.path() / "packed.jsonl.gz";
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  return path.string();
}

constexpr const char* kLines =
    R"({"Context":"Hi! EOS Hello. EOS VIDEOS?","Knowledge":"a, \"b\"","Response":"Yes.","Dialog":"1"})"
    "\n"
    R"({"Context":["Two","turns"],"Response":"No."})"
    "\n";

void ExpectTheTwo(const Result<std::vector<Example>>& read) {
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 2U);
  // EOS inside a word ends no turn.
  EXPECT_EQ((*read)[0].context, (std::vector<std::string>{"Hi!", "Hello.", "VIDEOS?"}));
  EXPECT_EQ((*read)[0].knowledge, "a, \"b\"");
  EXPECT_EQ((*read)[0].dialog, "1");
  EXPECT_EQ((*read)[1].context, (std::vector<std::string>{"Two", "turns"}));
  EXPECT_EQ((*read)[1].response, "No.");
}

TEST(ExampleReader, JsonLinesPlainAndCompressed) {
  const TempDir dir;
  ExpectTheTwo(ReadExamples({dir.Write("a.jsonl", kLines)}));
  ExpectTheTwo(ReadExamples({Gzip(kLines, dir)}));
}

TEST(ExampleReader, Csv) {
  const TempDir dir;
  ExpectTheTwo(ReadExamples({dir.Write("a.csv",
                                       "Response,Context,Knowledge,Dialog\n"
                                       "Yes.,Hi! EOS Hello. EOS VIDEOS?,\"a, \"\"b\"\"\",1\n"
                                       "No.,Two EOS turns,,2\n")}));
}

TEST(ExampleReader, TurnIsANumberOrNotKnown) {
  const TempDir dir;
  const auto turn_of = [&](const std::string& value) {
    const auto read = ReadExamples({dir.Write("a.jsonl", R"({"Context":"a","Response":"b","Turn":)" + value + "}")});
    EXPECT_TRUE(read) << value;
    return read ? read->at(0).turn : 99;
  };
  EXPECT_EQ(turn_of("3"), 3U);
  EXPECT_EQ(turn_of("\"12\""), 12U) << "as CSV has it";
  for (const char* const other : {"0", "-1", "1.5", "\"Hi!\"", "\"7 or 8\"", "null", "[1]"})
    EXPECT_EQ(turn_of(other), 0U);
  Example example{.instruction = {}, .context = {"a"}, .knowledge = {}, .response = "b", .dialog = "d", .turn = 4};
  EXPECT_EQ(ExampleRow(example), R"({"Context":"a","Knowledge":"","Response":"b","Dialog":"d","Turn":4})");
  EXPECT_EQ(ParseExample(ParseJson(ExampleRow(example)).value())->turn, 4U);
}

// So that a run can say how far it is, in bytes of the file as it lies there.
TEST(ExampleReader, CountsTheBytesOfItsFiles) {
  const TempDir dir;
  std::string lines;
  for (int i = 0; i < 20000; ++i) lines += R"({"Context":"a","Response":")" + std::to_string(i * 7919) + "\"}\n";
  const std::string plain = dir.Write("a.jsonl", lines).string(), packed = Gzip(lines, dir);
  const size_t packed_bytes = std::filesystem::file_size(packed);
  ASSERT_LT(packed_bytes, lines.size() / 2);
  for (const auto& [file, bytes] : {std::pair{plain, lines.size()}, std::pair{packed, packed_bytes}}) {
    std::atomic<size_t> read = 0;
    ExampleReaderOptions options;
    options.rows.source.bytes.bytes_read = &read;
    auto reader = ExampleReader::Open({file}, options);
    ASSERT_TRUE(reader);
    ASSERT_TRUE(reader->Next().value());
    EXPECT_GT(read, 0U);
    EXPECT_LT(read, bytes) << "the first row is not the whole file";
    while (reader->Next().value()) {
    }
    EXPECT_EQ(read, bytes);
  }
}

TEST(ExampleReader, OneArray) {
  const TempDir dir;
  ExpectTheTwo(ReadExamples({dir.Write(
      "a.json", R"([{"Context":"Hi! EOS Hello. EOS VIDEOS?","Knowledge":"a, \"b\"","Response":"Yes.","Dialog":"1"},
                    {"Context":["Two","turns"],"Response":"No."}])")}));
}

TEST(ExampleReader, OtherColumns) {
  const TempDir dir;
  ExampleReaderOptions options;
  options.columns.context = "source";
  options.columns.response = "target";
  const auto read = ReadExamples({dir.Write("a.jsonl", R"({"source":"q","target":"a"})")}, options);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->at(0).response, "a");
}

TEST(ExampleReader, BadRowsAreAnErrorWithPlaceAndFlag) {
  const TempDir dir;
  const auto read = ReadExamples({dir.Write("a.jsonl", std::string(kLines) + "{\"Context\": \n")});
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("a.jsonl:3"), std::string::npos) << read.error().message;
  EXPECT_NE(read.error().message.find("--max-bad-rows"), std::string::npos) << read.error().message;
}

TEST(ExampleReader, BadRowsMayBeSkippedAndAreRemembered) {
  const TempDir dir;
  const std::string bad = "{broken\n{\"Context\":\"no answer\"}\n{\"Context\":\"\xff\",\"Response\":\"x\"}\n";
  ExampleReaderOptions options;
  options.rows.max_bad_rows = 3;
  auto reader = ExampleReader::Open({dir.Write("a.jsonl", bad + kLines)}, options);
  ASSERT_TRUE(reader) << reader.error().message;
  size_t examples = 0;
  for (;;) {
    const auto example = reader->Next();
    ASSERT_TRUE(example) << example.error().message;
    if (!*example) break;
    ++examples;
  }
  EXPECT_EQ(examples, 2U);
  ASSERT_EQ(reader->rows().bad_rows().count(), 3U);
  EXPECT_EQ(reader->rows().bad_rows().first()[1].line, 2U);
}

Example OfDialog(int dialog) {
  return {.instruction = {}, .context = {"q"}, .knowledge = {}, .response = "a", .dialog = std::to_string(dialog)};
}

TEST(Split, HoldsBackAShareOfTheDialogsAndMoreOfThemForALargerOne) {
  size_t held_back = 0;
  for (int i = 0; i < 2000; ++i) {
    const bool small = IsHeldBack(OfDialog(i), 0.1, 7), large = IsHeldBack(OfDialog(i), 0.3, 7);
    EXPECT_TRUE(large || !small);
    held_back += small ? 1 : 0;
  }
  // A binomial of 2000 and 0.1 has a deviation of 13: this is four of them.
  EXPECT_NEAR(static_cast<double>(held_back), 200, 54);
}

TEST(Split, SamplesWholeDialogs) {
  DialogSample five(5, 1), ten(10, 1);
  for (int turn = 0; turn < 3; ++turn)
    for (int i = 0; i < 100; ++i) {
      five.Add(OfDialog(i));
      ten.Add(OfDialog(i));
    }
  size_t chosen = 0;
  for (int i = 0; i < 100; ++i) {
    chosen += five.Contains(OfDialog(i)) ? 1 : 0;
    EXPECT_TRUE(ten.Contains(OfDialog(i)) || !five.Contains(OfDialog(i)));
  }
  EXPECT_EQ(chosen, 5U);
}

}  // namespace
}  // namespace godel
