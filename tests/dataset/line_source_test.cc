// SPDX-License-Identifier: MIT
#include "godel/dataset/line_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace godel {
namespace {

std::string Shown(std::string_view text, size_t number, bool too_long) {
  return std::to_string(number) + ":" + std::string(text) + (too_long ? "..." : "");
}

// As many bytes at a time as `step` says.
ReadBytes InSteps(std::string bytes, size_t step) {
  return [bytes = std::move(bytes), begin = size_t{0}, step](std::span<char> out) mutable -> Result<size_t> {
    const size_t taken = bytes.copy(out.data(), std::min(out.size(), step), begin);
    begin += taken;
    return taken;
  };
}

// Both ways of reading give the same lines, wherever the reads that they come in end.
TEST(LineSource, LinesAreTheSameHoweverTheyAreRead) {
  std::string text =
      "\xEF\xBB\xBF"
      "first\n\nthird is longer than the limit of a line\n";
  std::vector<std::string> expected = {"1:first", "2:", "3:third is longer than...", "4:last"};
  text += "last";
  for (const size_t step : {1, 2, 7, 1000}) {
    for (const bool view : {false, true}) {
      auto bytes = DecompressBytes(InSteps(text, step));
      ASSERT_TRUE(bytes);
      LineSourceOptions options;
      options.max_line_bytes = 20;
      LineSource lines(std::move(*bytes), "it", options);
      std::vector<std::string> found;
      while (found.size() < 10) {
        if (view) {
          const auto line = lines.NextView();
          ASSERT_TRUE(line);
          if (!*line) break;
          found.push_back(Shown((*line)->text, (*line)->number, (*line)->too_long));
        } else {
          const auto line = lines.Next();
          ASSERT_TRUE(line);
          if (!*line) break;
          found.push_back(Shown((*line)->text, (*line)->number, (*line)->too_long));
        }
      }
      EXPECT_EQ(found, expected) << "steps of " << step << (view ? ", views" : "");
    }
  }
}

// Lines that lie across the ends of the reads of 64 KiB.
TEST(LineSource, LongTextsKeepTheirLines) {
  std::string text;
  std::vector<std::string> expected;
  for (size_t i = 0; i < 300; ++i) {
    expected.push_back(std::string(i * 37 % 4001, static_cast<char>('a' + i % 26)));
    text += expected.back() + "\n";
  }
  expected.push_back(std::string(200000, 'z'));
  text += expected.back();
  LineSource lines(DecompressBytes(BytesOf(text)).value(), "it");
  for (const std::string& line : expected) {
    const auto found = lines.NextView();
    ASSERT_TRUE(found);
    ASSERT_TRUE(*found);
    EXPECT_EQ((*found)->text, line);
  }
  EXPECT_FALSE(lines.NextView().value());
}

}  // namespace
}  // namespace godel
