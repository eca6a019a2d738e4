// SPDX-License-Identifier: MIT
#include "godel/dataset/text_reader.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

std::vector<std::string> Texts(const std::filesystem::path& file, const TextReaderOptions& options = {}) {
  const auto next = OpenTexts(file, options);
  EXPECT_TRUE(next) << (next ? "" : next.error().message);
  std::vector<std::string> texts;
  while (next) {
    const auto text = (*next)();
    EXPECT_TRUE(text) << (text ? "" : text.error().message);
    if (!text || !*text) break;
    texts.push_back(**text);
  }
  return texts;
}

TEST(TextReader, ATextALineOfAPlainFile) {
  const testing::TempDir dir;
  EXPECT_EQ(Texts(dir.Write("a.txt", "one\n\ntwo words\n")), (std::vector<std::string>{"one", "", "two words"}));
}

TEST(TextReader, ARowsTextOrItsExample) {
  const testing::TempDir dir;
  const auto rows = dir.Write("a.jsonl", R"({"text": "all of it", "Response": "no"}
{"Context": "hello EOS you", "Knowledge": "facts", "Response": "hi"}
{"other": 1}
)");
  EXPECT_EQ(Texts(rows), (std::vector<std::string>{"all of it", "facts hello EOS you hi", ""}));
  TextReaderOptions other;
  other.text_column = "Response";
  EXPECT_EQ(Texts(rows, other), (std::vector<std::string>{"no", "hi", ""}));
  EXPECT_FALSE(OpenTexts(dir.path() / "none.jsonl"));
}

}  // namespace
}  // namespace godel
