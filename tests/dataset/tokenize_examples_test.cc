// SPDX-License-Identifier: MIT
#include "godel/dataset/tokenize_examples.h"

#include <gtest/gtest.h>

#include "godel/dataset/cached_shard.h"
#include "godel/text/vocabulary_tables.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::TempDir;

const Tokenizer& MiniTokenizer() {
  static const Tokenizer tokenizer = [] {
    auto loaded = Tokenizer::Load(testing::ModelsDir() / "godel-mini");
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return std::move(*loaded);
  }();
  return tokenizer;
}

std::vector<TokenId> Encoded(std::string_view text) {
  auto ids = MiniTokenizer().Encode(text);
  if (!ids) throw std::runtime_error(ids.error().message);
  return std::move(*ids);
}

struct Outcome {
  std::optional<IdPair> pair;
  TokenizeCounts counts;
};

Outcome Tokenize(const Example& example, const TokenizeOptions& options = {}) {
  ExampleTokenizer tokenizer(MiniTokenizer(), options);
  auto pair = tokenizer.Tokenize(example);
  if (!pair) throw std::runtime_error(pair.error().message);
  return {std::move(*pair), tokenizer.TakeCounts()};
}

Example Some() {
  return {.instruction = "grounded",
          .context = {"Hi!", "Hello, what do you want to know?", "Who wrote the book?"},
          .knowledge = "The book was written by her. It has ten chapters.",
          .response = "She wrote it herself.",
          .dialog = ""};
}

// N turns of ten words, so that any budget can be passed.
Example Long(size_t turns) {
  Example example = Some();
  example.context.clear();
  for (size_t i = 0; i < turns; ++i)
    example.context.push_back("turn number " + std::to_string(i) + " says that the sun is out again");
  return example;
}

TEST(TokenizeExamples, WritesTheFormatTheModelIsAskedIn) {
  const Outcome v11 = Tokenize(Some());
  ASSERT_TRUE(v11.pair);
  EXPECT_EQ(
      v11.pair->input,
      Encoded("Instruction: given a dialog context and related knowledge, you need to response safely based on the "
              "knowledge. [CONTEXT] Hi! EOS Hello, what do you want to know? EOS Who wrote the book? [KNOWLEDGE] "
              "The book was written by her. It has ten chapters."));
  EXPECT_EQ(v11.pair->target, Encoded("She wrote it herself."));
  EXPECT_EQ(v11.pair->target.back(), kEosId);
  EXPECT_EQ(v11.counts.examples, 1u);
  EXPECT_EQ(v11.counts.input_ids, v11.pair->input.size());
  EXPECT_EQ(v11.counts.target_ids, v11.pair->target.size());
  EXPECT_EQ(v11.counts.shortened_dialogs + v11.counts.shortened_knowledge + v11.counts.cut_responses, 0u);

  const Outcome v10 = Tokenize(Some(), {.format = PromptFormat::kV10});
  EXPECT_EQ(v10.pair->input,
            Encoded("Hi! EOS Hello, what do you want to know? EOS Who wrote the book? <|Knowledge|> The "
                    "book was written by her. It has ten chapters. => "));
}

// As prompt/ cuts, at every budget: the same ids, never more of them.
TEST(TokenizeExamples, KeepsTheSourceLengthAsBuildPromptDoes) {
  Example example = Long(12);
  const DialogPrompt prompt{example.instruction, example.context, example.knowledge};
  const CountTokens count = [](std::string_view text) -> Result<size_t> { return Encoded(text).size(); };
  for (size_t budget = 60; budget < 240; budget += 7) {
    const auto built = BuildPrompt(prompt, count, {.max_tokens = budget});
    ASSERT_TRUE(built) << built.error().message;
    const Outcome outcome = Tokenize(example, {.max_source_length = budget});
    ASSERT_TRUE(outcome.pair);
    EXPECT_LE(outcome.pair->input.size(), budget);
    EXPECT_EQ(outcome.pair->input, Encoded(built->text)) << budget;
    EXPECT_EQ(outcome.counts.dropped_turns, built->dropped_turns);
    EXPECT_EQ(outcome.counts.shortened_knowledge, built->dropped_knowledge_bytes > 0 ? 1u : 0u);
  }
}

// Far over the budget ids are estimated by words; the pair must be what encoding gives.
TEST(TokenizeExamples, VeryLongDialogsAreCutTheSameWay) {
  for (const size_t turns : {50u, 400u}) {
    const Example example = Long(turns);
    const CountTokens count = [](std::string_view text) -> Result<size_t> { return Encoded(text).size(); };
    const auto built =
        BuildPrompt({example.instruction, example.context, example.knowledge}, count, {.max_tokens = 128});
    ASSERT_TRUE(built);
    const Outcome outcome = Tokenize(example, {.max_source_length = 128});
    EXPECT_EQ(outcome.pair->input, Encoded(built->text));
    EXPECT_EQ(outcome.counts.dropped_turns, built->dropped_turns);
    EXPECT_EQ(outcome.counts.shortened_dialogs, 1u);
  }
}

// Pieces that reach over words, so that counting word by word finds far too many.
TEST(TokenizeExamples, PiecesWithSpacesDoNotMisleadIt) {
  const auto tokenizer = Tokenizer::FromTokenizerJson(R"({"added_tokens": [], "normalizer": null,
      "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": false},
      "post_processor": null, "decoder": null,
      "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["\u2581", -9], ["a", -9], ["\u2581a", -5],
                                                          ["\u2581a\u2581a\u2581a\u2581a", -6]]}})");
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  Example example{.instruction = "a", .context = {}, .knowledge = "", .response = "a", .dialog = ""};
  for (size_t i = 0; i < 100; ++i) example.context.emplace_back("a a a a a a a a a a a a a a a");
  const CountTokens count = [&](std::string_view text) -> Result<size_t> { return tokenizer->Encode(text)->size(); };
  ExampleTokenizer examples(*tokenizer, {.max_source_length = 200});
  const auto built = BuildPrompt({example.instruction, example.context, ""}, count, {.max_tokens = 200});
  ASSERT_TRUE(built) << built.error().message;
  for (int repeat = 0; repeat < 2; ++repeat) {
    const auto pair = examples.Tokenize(example);
    ASSERT_TRUE(pair) << pair.error().message;
    ASSERT_TRUE(*pair) << examples.TakeCounts().why_skipped;
    EXPECT_EQ((*pair)->input, *tokenizer->Encode(built->text));
  }
  EXPECT_EQ(examples.TakeCounts().dropped_turns, 2 * built->dropped_turns);
}

TEST(TokenizeExamples, LongResponsesLoseTheirEndButEnd) {
  Example example = Some();
  const std::vector<TokenId> whole = Encoded(example.response);
  const Outcome fitting = Tokenize(example, {.max_target_length = whole.size()});
  EXPECT_EQ(fitting.pair->target, whole);
  EXPECT_EQ(fitting.counts.cut_responses, 0u);
  const Outcome cut = Tokenize(example, {.max_target_length = whole.size() - 1});
  std::vector<TokenId> expected(whole.begin(), whole.end() - 2);
  expected.push_back(kEosId);
  EXPECT_EQ(cut.pair->target, expected);
  EXPECT_EQ(cut.counts.cut_responses, 1u);
  EXPECT_FALSE(ExampleTokenizer(MiniTokenizer(), {.max_target_length = 1}).Tokenize(example));
}

TEST(TokenizeExamples, SkipsWhatCannotBeLearnt) {
  const auto reason = [](const Example& example, const TokenizeOptions& options = {}) {
    const Outcome outcome = Tokenize(example, options);
    EXPECT_FALSE(outcome.pair);
    EXPECT_EQ(outcome.counts.skipped_examples, 1u);
    EXPECT_EQ(outcome.counts.input_ids, 0u);
    EXPECT_EQ(outcome.counts.first_skipped, 1u);
    return outcome.counts.why_skipped;
  };
  Example example = Some();
  example.response = " \n";
  EXPECT_NE(reason(example).find("it has no response"), std::string::npos);
  example = Some();
  example.response = "not \xff UTF-8";
  EXPECT_NE(reason(example).find("UTF-8"), std::string::npos);
  example = Some();
  for (size_t i = 0; i < 200; ++i) example.instruction += " be brief";
  EXPECT_NE(reason(example, {.max_source_length = 100}).find("the instruction and the markers alone take"),
            std::string::npos);
}

TEST(TokenizeExamples, EmptyPartsAreNoMistake) {
  Example example = Some();
  example.context.clear();
  example.instruction.clear();
  const Outcome outcome = Tokenize(example);
  ASSERT_TRUE(outcome.pair);
  EXPECT_EQ(outcome.pair->input,
            Encoded(std::string(InstructionText("grounded")) + " [CONTEXT]  [KNOWLEDGE] " + example.knowledge));
  example.knowledge.clear();
  EXPECT_EQ(Tokenize(example).pair->input, Encoded(std::string(InstructionText("chitchat")) + " [CONTEXT]  "));
}

NextExample FromList(std::vector<Example> examples) {
  return [examples = std::move(examples), i = size_t{0}]() mutable -> Result<std::optional<Example>> {
    if (i == examples.size()) return std::nullopt;
    return examples[i++];
  };
}

TEST(TokenizeExamples, FillsAShardInOrder) {
  const TempDir folder;
  Example without_response = Some();
  without_response.response.clear();
  const auto open = [&]() -> Result<ExamplesToRead> {
    const auto bad_rows = std::make_shared<BadRows>(BadRowLimits{.max_rows = 1});
    EXPECT_TRUE(bad_rows->Add({"data.jsonl", 7, "it is no JSON"}));
    return ExamplesToRead{FromList({Some(), without_response, Long(2), Long(200)}), bad_rows};
  };
  const auto file = folder.Write("data.jsonl", "only its size and time count here");
  const auto tokenize = [&](const TokenizeOptions& options, std::string_view reading = "train") {
    return OpenOrTokenize(folder.path(), {file}, reading, MiniTokenizer(), options, open);
  };
  const auto made = tokenize({});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(made->was_made);
  ASSERT_EQ(made->shard.size(), 3u);
  const std::vector<Example> used = {Some(), Long(2), Long(200)};
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(made->shard.PairAt(i).input, Tokenize(used[i]).pair->input);
    EXPECT_EQ(made->shard.PairAt(i).target, Tokenize(used[i]).pair->target);
  }
  EXPECT_EQ(made->counts.examples, 4u);
  EXPECT_EQ(made->counts.skipped_examples, 1u);
  EXPECT_EQ(made->counts.first_skipped, 2u);
  EXPECT_EQ(made->counts.why_skipped, "it has no response");
  EXPECT_EQ(made->counts.bad_rows, 1u);
  EXPECT_EQ(made->counts.first_bad_rows, "data.jsonl:7: it is no JSON\n");
  EXPECT_EQ(made->counts.shortened_dialogs, 1u);
  EXPECT_EQ(made->counts.input_ids + made->counts.target_ids, made->shard.ids());

  const auto found = tokenize({});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->was_made);
  EXPECT_EQ(ToJson(found->counts), ToJson(made->counts));
  EXPECT_TRUE(tokenize({.max_target_length = 5})->was_made);
  EXPECT_TRUE(tokenize({.max_source_length = 100})->was_made);
  EXPECT_TRUE(tokenize({.format = PromptFormat::kV10})->was_made);
  EXPECT_TRUE(tokenize({}, "dev")->was_made);
  folder.Write("data.jsonl", "another size");
  EXPECT_TRUE(tokenize({})->was_made);
}

// More than are read at once, with skipped ones in several places: the same file with any number of threads.
TEST(TokenizeExamples, ThreadsChangeNothing) {
  const TempDir folder;
  std::vector<Example> examples(9000, Some());
  for (size_t i = 0; i < examples.size(); ++i) {
    if (i % 1000 == 701)
      examples[i].response.clear();
    else
      examples[i].response = "Number " + std::to_string(i);
    if (i % 50 == 0) examples[i] = Long(30);
  }
  const auto write = [&](const std::string& name, ThreadPool* pool) {
    auto writer = TokenShardWriter::Create(folder.path() / name, 0, MiniTokenizer().vocab_size());
    const auto counts =
        TokenizeExamples(FromList(examples), MiniTokenizer(), {.max_source_length = 100}, &*writer, pool);
    if (!counts || !writer->Commit()) throw std::runtime_error("cannot be written");
    return *counts;
  };
  ThreadPool three(3);
  const TokenizeCounts alone = write("alone", nullptr), together = write("together", &three);
  EXPECT_EQ(ToJson(alone), ToJson(together));
  EXPECT_EQ(alone.examples, 9000u);
  EXPECT_EQ(alone.first_skipped, 702u);
  const auto a = TokenShard::Open(folder.path() / "alone"), b = TokenShard::Open(folder.path() / "together");
  ASSERT_TRUE(a && b);
  ASSERT_EQ(a->size(), 9000 - alone.skipped_examples);
  ASSERT_EQ(b->size(), a->size());
  for (size_t i = 0; i < a->size(); ++i) {
    ASSERT_EQ(a->PairAt(i).input, b->PairAt(i).input);
    ASSERT_EQ(a->PairAt(i).target, b->PairAt(i).target);
  }
}

TEST(TokenizeExamples, AllSkippedIsAMistake) {
  const TempDir folder;
  auto writer = TokenShardWriter::Create(folder.path() / "a", 0, MiniTokenizer().vocab_size());
  const auto counts = TokenizeExamples(FromList({Some(), Some()}), MiniTokenizer(), {.max_source_length = 5}, &*writer);
  ASSERT_FALSE(counts);
  EXPECT_NE(counts.error().message.find("none of 2 examples"), std::string::npos) << counts.error().message;
  EXPECT_NE(counts.error().message.find("at most 5 tokens"), std::string::npos) << counts.error().message;
  EXPECT_TRUE(TokenizeExamples(FromList({}), MiniTokenizer(), {}, &*writer))
      << "none at all is for the caller to judge";
  const NextExample failing = [] { return Fail(ErrorCode::kIo, "line 3 is missing"); };
  EXPECT_EQ(TokenizeExamples(failing, MiniTokenizer(), {}, &*writer).error().message, "line 3 is missing");
}

TEST(TokenizeCounts, SurviveAsJson) {
  TokenizeCounts counts{.bad_rows = 10,
                        .first_bad_rows = "a:1: b\nc:2: d\n",
                        .examples = 1,
                        .skipped_examples = 2,
                        .first_skipped = 9,
                        .why_skipped = "a \"quoted\" \xff reason",
                        .shortened_dialogs = 3,
                        .dropped_turns = 4,
                        .shortened_knowledge = 5,
                        .cut_responses = 6,
                        .input_ids = 7,
                        .target_ids = 8};
  const auto parsed = ParseTokenizeCounts(ToJson(counts));
  ASSERT_TRUE(parsed) << parsed.error().message;
  counts.why_skipped = "a \"quoted\" \xEF\xBF\xBD reason";
  EXPECT_EQ(ToJson(*parsed), ToJson(counts));
  EXPECT_FALSE(ParseTokenizeCounts("{}"));
  EXPECT_FALSE(ParseTokenizeCounts("not JSON"));
}

TEST(ShardKey, TellsTokenizersApart) {
  const auto key_of = [](const Tokenizer& tokenizer) {
    ShardKey key;
    EXPECT_TRUE(key.AddTokenizer(tokenizer));
    return key.value();
  };
  const auto again = Tokenizer::Load(testing::ModelsDir() / "godel-mini");
  EXPECT_EQ(key_of(MiniTokenizer()), key_of(*again));
  auto tables = again->Tables(again->vocab_size());
  const auto same = Tokenizer::FromTables(tables);
  tables.scores[100] -= 1;
  const auto other = Tokenizer::FromTables(tables);
  ASSERT_TRUE(same && other);
  EXPECT_NE(key_of(*same), key_of(*other));
}

}  // namespace
}  // namespace godel
