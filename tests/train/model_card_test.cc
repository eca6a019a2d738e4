// SPDX-License-Identifier: MIT
#include "godel/train/model_card.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <sstream>

#include "godel/train/markdown_text.h"
#include "godel/train/yaml_text.h"

namespace godel::train {
namespace {

std::string TextOf(const ModelCard& card) {
  const auto text = ModelCardText(card);
  EXPECT_TRUE(text) << text.error().message;
  return text.value_or("");
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The lines between the first two "---".
std::vector<std::string> FrontMatter(const std::string& text) {
  const auto lines = Lines(text);
  EXPECT_FALSE(lines.empty());
  EXPECT_EQ(lines[0], "---");
  const auto end = std::find(lines.begin() + 1, lines.end(), "---");
  EXPECT_NE(end, lines.end());
  return {lines.begin() + 1, end};
}

ModelCard FullCard() {
  return {
      .title = "godel-books",
      .description = "Talks about *books*.",
      .base_model = "microsoft/GODEL-v1_1-base-seq2seq",
      .parameters = 222'903'552,
      .languages = {"en"},
      .license = "mit",
      .datasets = {"someone/book-talk"},
      .data = {{.name = "book-talk", .licenses = {"CC BY 4.0"}, .url = "https://example.org/books", .examples = 64'000},
               {.name = "notes.jsonl", .remark = "weight 0.5"}},
      .figures = {{"eval_loss", 2.25}, {"eval_bleu", 12.3456789}},
      .measured_on = "the 1,000 examples of valid.jsonl",
      .arguments = {{"learning_rate", "1e-4"}, {"optimizer", "adafactor"}},
      .loss_curve = "loss_curve.svg"};
}

TEST(ModelCard, HasAllItsParts) {
  const std::string text = TextOf(FullCard());
  EXPECT_EQ(
      FrontMatter(text),
      (std::vector<std::string>{"language:", "- en", "license: mit", "library_name: transformers",
                                "pipeline_tag: text2text-generation", "base_model: microsoft/GODEL-v1_1-base-seq2seq",
                                "tags:", "- godel", "- t5", "- conversational", "datasets:", "- someone/book-talk"}));
  for (const char* part :
       {"\n# godel-books\n", "\nTalks about *books*.\n", "It has 222,903,552 parameters.",
        "Training started from `microsoft/GODEL-v1_1-base-seq2seq`.", "\ngodel chat --model DIR\n",
        "| [book-talk](https://example.org/books) | 64,000 | CC BY 4.0 |  |",
        "| notes.jsonl |  | not stated | weight 0.5 |", "Measured on the 1,000 examples of valid.jsonl.",
        "| `eval_loss` | 2.25 |", "| `eval_bleu` | 12.346 |", "| `learning_rate` | `1e-4` |",
        "| `optimizer` | `adafactor` |", "![Loss over the steps of training](loss_curve.svg)"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
}

TEST(ModelCard, LeavesOutEmptyParts) {
  const std::string text = TextOf({.title = "t"});
  for (const char* part : {"language", "license", "base_model", "datasets", "## Training", "## Figures", "parameters"})
    EXPECT_EQ(text.find(part), std::string::npos) << part << "\nin\n" << text;
  EXPECT_NE(text.find("## How to use it"), std::string::npos);
}

TEST(ModelCard, ShowsThePromptOfItsFormat) {
  const std::string v11 = TextOf({.title = "t"});
  EXPECT_NE(v11.find("prompt = \"Instruction: given a dialog context and related knowledge"), std::string::npos) << v11;
  EXPECT_NE(v11.find(" [CONTEXT] Hi!"), std::string::npos);
  EXPECT_NE(v11.find(" EOS "), std::string::npos);
  EXPECT_NE(v11.find(" [KNOWLEDGE] The city library"), std::string::npos);
  const std::string v10 = TextOf({.title = "t", .format = PromptFormat::kV10});
  EXPECT_NE(v10.find("<|Knowledge|> The city library"), std::string::npos) << v10;
  EXPECT_NE(v10.find(" => \"\n"), std::string::npos);
  EXPECT_NE(v10.find("godel chat --model DIR --format v1.0"), std::string::npos);
}

TEST(ModelCard, AnInstructionStaysInsideItsString) {
  const std::string text = TextOf({.title = "t", .instruction = "Say \"hi\"\n```\nimport os\\"});
  EXPECT_NE(text.find(R"(prompt = "Say \"hi\"\n```\nimport os\\ [CONTEXT])"), std::string::npos) << text;
  for (const std::string& line : Lines(text)) EXPECT_NE(line, "import os\\");
}

TEST(ModelCard, OddNamesAddNothingToTheFrontMatter) {
  const std::string odd = "x\nlicense: evil\n---\n# owned";
  ModelCard card = FullCard();
  card.title = card.base_model = card.license = card.pipeline_tag = odd;
  card.languages = card.tags = card.datasets = {odd};
  const std::string text = TextOf(card);
  const std::string quoted = "\"x\\nlicense: evil\\n---\\n# owned\"";
  EXPECT_EQ(FrontMatter(text),
            (std::vector<std::string>{"language:", "- " + quoted, "license: " + quoted, "library_name: transformers",
                                      "pipeline_tag: " + quoted, "base_model: " + quoted, "tags:", "- " + quoted,
                                      "datasets:", "- " + quoted}));
  for (const std::string& line : Lines(text)) {
    EXPECT_NE(line, "# owned");
    EXPECT_NE(line, "license: evil");
  }
}

TEST(ModelCard, OddNamesAddNoMarkup) {
  ModelCard card = FullCard();
  card.data = {{.name = "a|b](javascript:1)<img src=x>",
                .licenses = {"`c`|"},
                .url = "javascript:alert(1)",
                .remark = "d\n# e"}};
  card.figures = {{"f|`g", std::numeric_limits<double>::quiet_NaN()}};
  card.arguments = {{"h|", "i\n| j | k |"}};
  card.loss_curve = "l) ![](http://x";
  const std::string text = TextOf(card);
  for (const char* part :
       {"| a\\|b\\](javascript:1)\\<img src=x\\> |  | \\`c\\`\\| | d \\# e |", "| f\\|\\`g | not a number |",
        "| h\\| | i \\| j \\| k \\| |", "](l%29%20%21%5B%5D%28http%3A//x)\n"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
}

TEST(YamlScalar, BareOnlyWhereNothingElseIsMeant) {
  for (const char* bare : {"mit", "cc-by-4.0", "microsoft/GODEL-v1_1-base-seq2seq", "en", "nope"})
    EXPECT_EQ(YamlScalar(bare), bare);
  for (const char* quoted : {"",    "no",  "No", "NO", "yes",  "on",   "off",  "null", "True",       "y",   "N",
                             "1.0", "1e5", "-",  "~",  ".inf", "a: b", "a #b", "*a",   "&a",         "!a",  "[a]",
                             "{a}", "a,b", " a", "a ", "@a",   "%a",   "?",    "0x1f", "2024-01-01", "'a'", "größe"})
    EXPECT_EQ(YamlScalar(quoted), "\"" + std::string(quoted) + "\"");
}

TEST(YamlScalar, EscapesWhatWouldEndOrChangeIt) {
  EXPECT_EQ(YamlScalar("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(YamlScalar("a\nb\r\tc"), R"("a\nb\u000d\u0009c")");
  EXPECT_EQ(YamlScalar(std::string_view("a\0b", 3)), R"("a\u0000b")");
  // NEL, line separator and byte order mark are line breaks or nothing to some readers.
  EXPECT_EQ(YamlScalar("\xc2\x85\xe2\x80\xa8\xef\xbb\xbf"), R"("\u0085\u2028\ufeff")");
  EXPECT_EQ(YamlScalar("\xff"), "\"\xef\xbf\xbd\"");
  EXPECT_EQ(YamlScalar("\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\"");
}

TEST(MarkdownLink, OnlyTheWebAndOnlyOneAddress) {
  EXPECT_EQ(MarkdownLink("a_b", "https://x.org/a_b?c=d"), "[a\\_b](https://x.org/a_b?c=d)");
  EXPECT_EQ(MarkdownLink("a", "https://x.org/) [b](c|d"), "[a](https://x.org/%29%20%5Bb%5D%28c%7Cd)");
  EXPECT_EQ(MarkdownLink("a", "file:///etc"), "a");
  EXPECT_EQ(MarkdownLink("a", ""), "a");
}

}  // namespace
}  // namespace godel::train
