// SPDX-License-Identifier: MIT
#include "godel/prepare/cleaning/example_filter.h"

#include <gtest/gtest.h>

#include "godel/prepare/cleaning/language.h"
#include "godel/prepare/cleaning/text_measures.h"

namespace godel {
namespace {

Example Made(const std::string& response, std::vector<std::string> context = {"How are you today?"}) {
  return {.instruction = {}, .context = std::move(context), .knowledge = "", .response = response, .dialog = {}};
}

// "filter: found", or "" for an example that is kept.
std::string Verdict(const Example& example, const FilterOptions& options) {
  const auto verdict = Filter(example, options);
  if (!verdict) return verdict.error().message;
  if (!*verdict) return "";
  return std::string((*verdict)->filter) + ": " + (*verdict)->found;
}

TEST(TextMeasures, ShareOfMarkup) {
  EXPECT_EQ(MarkupShare("plain words, 3 < 4 & 5 > 2"), 0);
  EXPECT_DOUBLE_EQ(MarkupShare("ab http://a.b/c"), 12.0 / 14);
  EXPECT_DOUBLE_EQ(MarkupShare("see www.a.b now"), 7.0 / 13);
  EXPECT_EQ(MarkupShare("whttp://x"), 0) << "inside of a word";
  EXPECT_DOUBLE_EQ(MarkupShare("<b>hi</b>"), 7.0 / 9);
  EXPECT_DOUBLE_EQ(MarkupShare("a &amp; b"), 5.0 / 7);
  EXPECT_DOUBLE_EQ(MarkupShare("[hi](http://a)"), 11.0 / 14);
  EXPECT_EQ(MarkupShare("<unclosed and &nothing"), 0);
  EXPECT_EQ(MarkupShare(""), 0);
}

TEST(TextMeasures, RepetitionsAndNonPrinting) {
  EXPECT_EQ(LongestRepetition("no no no, yes yes"), 2U) << "\"no,\" is another token";
  EXPECT_EQ(LongestRepetition("no no  no"), 3U);
  EXPECT_EQ(LongestRepetition("a"), 1U);
  EXPECT_EQ(LongestRepetition(" "), 0U);
  EXPECT_EQ(CountNonPrinting("fine\tand\nfine \xC3\xA9"), 0U);
  EXPECT_EQ(CountNonPrinting(std::string_view("\0\x07 \xEF\xBF\xBD \xEE\x80\x80 \x7F", 12)), 5U)
      << "NUL, bell, the replacement character, private use, delete";
  EXPECT_EQ(CountNonPrinting("broken \xff\xfe end"), 1U) << "one invalid part";
}

TEST(ExampleFilter, DropsByLengthAndSaysWhatItFound) {
  FilterOptions options;
  EXPECT_TRUE(FilterNames(options).empty());
  EXPECT_EQ(Verdict(Made("anything"), options), "");
  options.response_words = {2, 4};
  options.context_turns = {1, 2};
  options.knowledge_words = {1, 100};
  EXPECT_EQ(FilterNames(options),
            (std::vector<std::string_view>{"response: words", "context: turns", "knowledge: words"}));
  EXPECT_EQ(Verdict(Made("one"), options), "response: words: 1");
  EXPECT_EQ(Verdict(Made("one two three four five"), options), "response: words: 5");
  EXPECT_EQ(Verdict(Made("one two", {"a", "b", "c"}), options), "context: turns: 3");
  Example grounded = Made("one two");
  EXPECT_EQ(Verdict(grounded, options), "knowledge: words: 0");
  grounded.knowledge = "something";
  EXPECT_EQ(Verdict(grounded, options), "");
  FilterOptions others;
  others.response_chars = {0, 3};
  EXPECT_EQ(Verdict(Made("\xC3\xA9\xC3\xA9\xC3\xA9"), others), "") << "characters, not bytes";
  EXPECT_EQ(Verdict(Made("four"), others), "response: characters: 4");
  others = {};
  others.turn_words = {0, 2};
  EXPECT_EQ(Verdict(Made("a", {"b", "c d e"}), others), "a turn: words: 3");
  others = {};
  others.context_words = {3, SIZE_MAX};
  EXPECT_EQ(Verdict(Made("a", {"b", "c"}), others), "context: words: 2");
}

TEST(ExampleFilter, CountsTokensAsItIsTold) {
  FilterOptions options;
  options.response_tokens = {0, 4};
  options.count_tokens = [](std::string_view text) -> Result<size_t> { return text.size(); };
  EXPECT_EQ(Verdict(Made("12345"), options), "response: tokens: 5");
  EXPECT_EQ(Verdict(Made("1234"), options), "");
  options.response_tokens = {};
  options.context_tokens = {0, 9};
  EXPECT_EQ(Verdict(Made("x", {"ab", "cd"}), options), "") << "ab EOS cd";
  EXPECT_EQ(Verdict(Made("x", {"ab", "cde"}), options), "context: tokens: 10");
}

TEST(ExampleFilter, DropsWhatIsRudeMarkedUpStutteringOrBroken) {
  FilterOptions options;
  options.offensive = PhraseMatcher({"damn it", "Heck"});
  EXPECT_EQ(Verdict(Made("What the HECK?"), options), "offensive: Heck");
  EXPECT_EQ(Verdict(Made("Fine.", {"hello", "Damn it!"}), options), "offensive: damn it") << "in the context too";
  EXPECT_EQ(Verdict(Made("heckler"), options), "");
  options = {};
  options.max_markup_share = 0.3;
  EXPECT_EQ(Verdict(Made("ab http://a.b/c"), options), "addresses and markup: 0.86");
  EXPECT_EQ(Verdict(Made("ok", {"http://a"}), options), "addresses and markup: 1.00");
  options = {};
  options.max_repetitions = 2;
  EXPECT_EQ(Verdict(Made("no no no"), options), "repeated tokens: 3");
  EXPECT_EQ(Verdict(Made("no no"), options), "");
  options = {};
  options.drops_non_printing = true;
  Example broken = Made("fine");
  broken.knowledge = "caf\xEF\xBF\xBD";
  EXPECT_EQ(Verdict(broken, options), "non-printing characters: 1");
}

TEST(ExampleFilter, TellsLanguages) {
  if (!CanDetectLanguages()) GTEST_SKIP() << "this build has no CLD2";
  EXPECT_EQ(DetectLanguage("Ich habe heute leider keine Zeit, aber morgen."), "de");
  EXPECT_EQ(DetectLanguage("What did you do last weekend with your brother?"), "en");
  EXPECT_EQ(DetectLanguage("ok"), std::nullopt);
  EXPECT_EQ(DetectLanguage("\xff\xfe"), std::nullopt);
  EXPECT_TRUE(CheckLanguageCode("en"));
  EXPECT_FALSE(CheckLanguageCode("klingon"));
  FilterOptions options;
  options.languages = {"en"};
  EXPECT_EQ(Verdict(Made("I am fine, thank you very much."), options), "");
  EXPECT_EQ(Verdict(Made("Mir geht es gut, vielen Dank!", {"Wie geht es dir heute, mein Freund?"}), options),
            "language: de");
  EXPECT_EQ(Verdict(Made("ok", {"ok"}), options), "");
  options.keeps_unsure_languages = false;
  EXPECT_EQ(Verdict(Made("ok", {"ok"}), options), "language: not sure");
}

}  // namespace
}  // namespace godel
