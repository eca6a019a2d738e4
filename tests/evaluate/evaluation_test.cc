// SPDX-License-Identifier: MIT
// A small model on a few examples: the losses are those of Engine::Score, the replies those of Engine::Generate, and
// both stand in the order of the examples.
#include "godel/evaluate/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "godel/dataset/tokenize_examples.h"
#include "godel/evaluate/generation_run.h"
#include "support/golden.h"

namespace godel {
namespace {

class EvaluateExamplesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto engine = Engine::Load(testing::ModelsDir() / "godel-mini", {.num_threads = 1});
    ASSERT_TRUE(engine) << engine.error().message;
    engine_ = std::move(*engine);
  }
  static void TearDownTestSuite() { engine_.reset(); }

  // Of different lengths, the longest in the middle, so that computing them out of order would show.
  static std::vector<Example> Examples() {
    return {{.instruction = {},
             .context = {"Hi, how are you?"},
             .knowledge = {},
             .response = "I am fine, thanks!",
             .dialog = "a"},
            {.instruction = {},
             .context = {"Do you like films?", "I do, very much.", "Which one did you see last, and where was it?"},
             .knowledge = "Frozen is an animated film of 2013, made after The Snow Queen.",
             .response = "I saw Frozen, the animated film — café style.",
             .dialog = "b"},
            {.instruction = "chitchat", .context = {}, .knowledge = {}, .response = "Hello!", .dialog = "c"}};
  }
  static EvaluationOptions Options() {
    EvaluationOptions options;
    options.params = EvaluationParams(*engine_);
    options.params.max_new_tokens = 12;
    return options;
  }
  static std::unique_ptr<Engine> engine_;
};
std::unique_ptr<Engine> EvaluateExamplesTest::engine_;

TEST_F(EvaluateExamplesTest, MeasuresEachResponseAsScoreDoes) {
  const auto examples = Examples();
  const auto evaluation = EvaluateExamples(*engine_, examples, Options());
  ASSERT_TRUE(evaluation) << evaluation.error().message;
  ASSERT_EQ(evaluation->examples.size(), examples.size());
  Likelihood sum;
  for (size_t i = 0; i < examples.size(); ++i) {
    ScoreRequest request{.input_ids = EncodeExample(examples[i], engine_->tokenizer(), {}).value(),
                         .target_ids = engine_->tokenizer().Encode(examples[i].response).value()};
    EXPECT_EQ(request.target_ids.back(), kEosId);
    const ScoreResult expected = engine_->Score(request).value();
    const Likelihood& found = evaluation->examples[i].likelihood;
    EXPECT_EQ(found.tokens, request.target_ids.size());
    // SumExp's terms are 2e-7 off at most, and so is the logarithm of their sum.
    EXPECT_NEAR(found.NatsPerToken(), expected.loss, 1e-6);
    sum += found;
  }
  // "—" and "é" are one character each, though three bytes and two.
  EXPECT_EQ(evaluation->examples[1].likelihood.characters, 45u);
  EXPECT_EQ(evaluation->likelihood.nats, sum.nats);
  EXPECT_EQ(evaluation->likelihood.responses, 3u);
  EXPECT_EQ(evaluation->likelihood.characters, 18u + 45u + 6u);
  EXPECT_DOUBLE_EQ(sum.NatsPerCharacter(), sum.nats / 69);
  EXPECT_DOUBLE_EQ(sum.Perplexity(), std::exp(sum.nats / static_cast<double>(sum.tokens)));
}

// What a model is measured with is what it was trained on.
TEST_F(EvaluateExamplesTest, AsksAsTrainingDoes) {
  ExampleTokenizer training(engine_->tokenizer(), {.max_source_length = 64});
  auto examples = Examples();
  examples[1].context.insert(examples[1].context.begin(), 20, "A turn that has to go, as there is no room for it.");
  for (const Example& example : examples) {
    const auto pair = training.Tokenize(example).value();
    ASSERT_TRUE(pair);
    EXPECT_EQ(EncodeExample(example, engine_->tokenizer(), {.max_tokens = 64}).value(), pair->input);
  }
}

TEST_F(EvaluateExamplesTest, RepliesStandWithTheirExamples) {
  const auto examples = Examples();
  const auto evaluation = EvaluateExamples(*engine_, examples, Options());
  ASSERT_TRUE(evaluation);
  for (size_t i = 0; i < examples.size(); ++i) {
    GenerateRequest request;
    request.input_ids = EncodeExample(examples[i], engine_->tokenizer(), {}).value();
    request.params = Options().params;
    EXPECT_EQ(evaluation->examples[i].reply, CleanReply(engine_->Generate(request)->sequences[0].text));
  }
  ASSERT_TRUE(evaluation->text);
  EXPECT_EQ(evaluation->text->examples, 3u);
  EXPECT_TRUE(evaluation->text->knowledge_f1);
  EXPECT_GT(evaluation->text->mean_length, 0);
}

TEST_F(EvaluateExamplesTest, IsTheSameInPartsThatArePutTogether) {
  const auto examples = Examples();
  const auto whole = EvaluateExamples(*engine_, examples, Options());
  std::vector<EvaluatedExample> parts;
  for (const Example& example : examples) {
    auto part = EvaluateExamples(*engine_, {&example, 1}, Options());
    ASSERT_TRUE(part);
    parts.push_back(std::move(part->examples[0]));
  }
  const auto together = Summarize(examples, std::move(parts), /*with_replies=*/true);
  ASSERT_TRUE(whole && together);
  EXPECT_EQ(together->likelihood.nats, whole->likelihood.nats);
  EXPECT_EQ(together->text->godel_bleu_smoothed, whole->text->godel_bleu_smoothed);
  EXPECT_EQ(together->text->f1, whole->text->f1);
}

TEST_F(EvaluateExamplesTest, ScoresAloneWhenAsked) {
  EvaluationOptions options = Options();
  options.generate = false;
  std::vector<EvaluationProgress> seen;
  options.on_progress = [&](const EvaluationProgress& progress) { seen.push_back(progress); };
  const auto examples = Examples();
  const auto evaluation = EvaluateExamples(*engine_, examples, options);
  ASSERT_TRUE(evaluation);
  EXPECT_FALSE(evaluation->text);
  EXPECT_EQ(evaluation->examples[0].reply, "");
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[2].scored, 3u);
  EXPECT_EQ(seen[2].answered, 0u);
  EXPECT_EQ(seen[2].tokens, evaluation->likelihood.tokens);
}

TEST_F(EvaluateExamplesTest, ReportsEveryReply) {
  EvaluationOptions options = Options();
  EvaluationProgress last;
  options.on_progress = [&](const EvaluationProgress& progress) { last = progress; };
  ASSERT_TRUE(EvaluateExamples(*engine_, Examples(), options));
  EXPECT_EQ(last.scored, 3u);
  EXPECT_EQ(last.answered, 3u);
  EXPECT_EQ(last.examples, 3u);
}

TEST_F(EvaluateExamplesTest, NamesTheExampleThatCannotBe) {
  auto examples = Examples();
  examples[2].response = "not UTF-8: \xFF";
  const auto broken = EvaluateExamples(*engine_, examples, Options());
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("example 2"), std::string::npos) << broken.error().message;

  EvaluationOptions impossible = Options();
  impossible.params.top_p = 3;
  const auto refused = EvaluateExamples(*engine_, Examples(), impossible);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("top_p"), std::string::npos) << refused.error().message;

  const auto nothing = EvaluateExamples(*engine_, {}, Options());
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::kInvalidArgument);
}

// Equal inputs, one seed: the replies differ from each other and not from run to run.
TEST_F(EvaluateExamplesTest, DrawsEachReplyWithASeedOfItsOwn) {
  const std::vector<Example> same(4, Examples()[0]);
  EvaluationOptions options = Options();
  options.params.do_sample = true;
  options.params.temperature = 3;  // a word that is nearly certain would be drawn each time
  options.params.seed = 5;
  const auto one = EvaluateExamples(*engine_, same, options), two = EvaluateExamples(*engine_, same, options);
  ASSERT_TRUE(one && two);
  bool differ = false;
  for (size_t i = 0; i < same.size(); ++i) {
    EXPECT_EQ(one->examples[i].reply, two->examples[i].reply);
    differ |= one->examples[i].reply != one->examples[0].reply;
  }
  EXPECT_TRUE(differ);
}

TEST(Likelihood, OfNothingIsZero) {
  EXPECT_EQ(Likelihood{}.NatsPerToken(), 0);
  EXPECT_EQ(Likelihood{}.NatsPerCharacter(), 0);
}

}  // namespace
}  // namespace godel
