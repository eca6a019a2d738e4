// SPDX-License-Identifier: MIT
// Each processor on examples computed by hand, with the places where it begins and ends to act.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "godel/generation/logits_processor.h"
#include "godel/generation/processor_chain.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::Ids;
using Row = std::vector<float>;
constexpr float X = kForbidden;

Row Apply(const LogitsProcessor& processor, const std::vector<TokenId>& decoder_ids, Row row) {
  processor({.decoder_ids = decoder_ids}, row);
  return row;
}

TEST(RepetitionPenalty, OnceADistinctIdStartTokenIncluded) {
  const auto processor = MakeRepetitionPenalty(2);
  EXPECT_EQ(Apply(processor, Ids({0, 2, 2, 3}), {8, 8, 8, -8, -8}), (Row{4, 8, 4, -16, -8}));
  EXPECT_EQ(Apply(processor, Ids({0}), {X, 1, 1, 1, 1}), (Row{X, 1, 1, 1, 1}));
}

TEST(EncoderRepetitionPenalty, FavoursTheSource) {
  const auto source = Ids({1, 3, 3});
  EXPECT_EQ(Apply(MakeEncoderRepetitionPenalty(2, source), Ids({0}), {8, 8, 8, -8, -8}), (Row{8, 16, 8, -4, -8}));
}

TEST(Processors, IdsOutsideTheRowTouchNothing) {
  const auto far = Ids({-1, 5, 1 << 30});
  const Row row = {1, 2, 3};
  EXPECT_EQ(Apply(MakeRepetitionPenalty(2), far, row), row);
  EXPECT_EQ(Apply(MakeSuppressTokens(far), Ids({0}), row), row);
  EXPECT_EQ(Apply(MakeMinLength(9, far), Ids({0}), row), row);
  EXPECT_EQ(Apply(MakeNoRepeatNGram(1), far, row), row);
}

TEST(NoRepeatNGram, BansWhatWouldComplete) {
  const Row row = {1, 1, 1, 1, 1};
  EXPECT_EQ(Apply(MakeNoRepeatNGram(1), Ids({0, 3}), row), (Row{X, 1, 1, X, 1}));
  EXPECT_EQ(Apply(MakeNoRepeatNGram(2), Ids({0, 3, 4, 0}), row), (Row{1, 1, 1, X, 1}));  // start token counts
  EXPECT_EQ(Apply(MakeNoRepeatNGram(3), Ids({1, 2, 3, 1, 2, 4, 1, 2}), row), (Row{1, 1, 1, X, X}));
}

TEST(NoRepeatNGram, NeedsAWholeNGramAndItsContext) {
  const Row row = {1, 1, 1, 1};
  EXPECT_EQ(Apply(MakeNoRepeatNGram(2), Ids({2}), row), row);
  EXPECT_EQ(Apply(MakeNoRepeatNGram(2), Ids({2, 2}), row), (Row{1, 1, X, 1}));
  EXPECT_EQ(Apply(MakeNoRepeatNGram(3), Ids({2, 2}), row), row);
}

TEST(EncoderNoRepeatNGram, TakesContextFromTheReply) {
  const Row row = {1, 1, 1, 1, 1};
  const auto source = Ids({2, 3, 4, 2, 1});
  EXPECT_EQ(Apply(MakeEncoderNoRepeatNGram(2, source), Ids({0, 2}), row), (Row{1, X, 1, X, 1}));
  EXPECT_EQ(Apply(MakeEncoderNoRepeatNGram(1, source), Ids({0}), row), (Row{1, X, X, X, X}));
  EXPECT_EQ(Apply(MakeEncoderNoRepeatNGram(3, source), Ids({3}), row), row);  // one id is no context of two
  EXPECT_EQ(Apply(MakeEncoderNoRepeatNGram(6, source), Ids({2, 3, 4, 2, 1}), row), row);
}

TEST(SequenceBias, AddsToTheLastId) {
  const std::vector<SequenceBias> biases = {{Ids({1}), 2}, {Ids({2, 3}), -4}, {Ids({0, 2, 3}), 1}};
  const auto processor = MakeSequenceBias(biases);
  EXPECT_EQ(Apply(processor, Ids({0}), {0, 0, 0, 0}), (Row{0, 2, 0, 0}));
  EXPECT_EQ(Apply(processor, Ids({1, 2}), {0, 0, 0, 0}), (Row{0, 2, 0, -4}));
  EXPECT_EQ(Apply(processor, Ids({1, 0, 2}), {0, 0, 0, 0}), (Row{0, 2, 0, -3}));
}

// A sequence of n ids needs n decoder ids, although n-1 hold its context: the reference's `len > cur_len`.
TEST(SequenceBias, SequenceMustNotBeLongerThanTheReply) {
  const std::vector<SequenceBias> biases = {{Ids({0, 2}), 5}};
  const auto processor = MakeSequenceBias(biases);
  EXPECT_EQ(Apply(processor, Ids({0}), {0, 0, 0}), (Row{0, 0, 0}));
  EXPECT_EQ(Apply(processor, Ids({1, 0}), {0, 0, 0}), (Row{0, 0, 5}));
}

TEST(SequenceBias, TheSameSequenceAgainReplaces) {
  const std::vector<SequenceBias> biases = {{Ids({1}), 2}, {Ids({1}), 3}};
  EXPECT_EQ(Apply(MakeSequenceBias(biases), Ids({0}), {0, 0}), (Row{0, 3}));
}

TEST(NoBadWords, BansLastIdsButNeverTheEndAlone) {
  const std::vector<std::vector<TokenId>> words = {Ids({1}), Ids({2}), Ids({3, 1}), Ids({3, 4})};
  const auto eos = Ids({1});
  const auto processor = MakeNoBadWords(words, eos);
  EXPECT_EQ(Apply(processor, Ids({0, 0}), {1, 1, 1, 1, 1}), (Row{1, 1, X, 1, 1}));
  EXPECT_EQ(Apply(processor, Ids({0, 3}), {1, 1, 1, 1, 1}), (Row{1, X, X, 1, X}));
}

TEST(MinLength, CountsAllDecoderIds) {
  const auto processor = MakeMinLength(3, Ids({1, 2}));
  EXPECT_EQ(Apply(processor, Ids({0, 3}), {1, 1, 1}), (Row{1, X, X}));
  EXPECT_EQ(Apply(processor, Ids({0, 3, 3}), {1, 1, 1}), (Row{1, 1, 1}));
}

TEST(ForcedBos, OnlyAfterALoneStartToken) {
  EXPECT_EQ(Apply(MakeForcedBos(TokenId{2}), Ids({0}), {5, 5, -5}), (Row{X, X, 0}));
  EXPECT_EQ(Apply(MakeForcedBos(TokenId{2}), Ids({0, 1}), {5, 5, -5}), (Row{5, 5, -5}));
}

TEST(ForcedEos, AtTheLastPlace) {
  const auto processor = MakeForcedEos(4, Ids({1, 2}));
  EXPECT_EQ(Apply(processor, Ids({0, 0}), {5, 5, 5}), (Row{5, 5, 5}));
  EXPECT_EQ(Apply(processor, Ids({0, 0, 0}), {5, 5, 5}), (Row{X, 0, 0}));
}

TEST(ExponentialDecay, RaisesTheEndAfterItsStart) {
  const auto eos = Ids({1, 1});  // twice, raised once
  const auto processor = MakeExponentialDecayLength({.start = 1, .factor = 3}, 2, eos);
  EXPECT_EQ(Apply(processor, Ids({0, 0, 0}), {4, 4}), (Row{4, 4}));
  EXPECT_EQ(Apply(processor, Ids({0, 0, 0, 0}), {4, 4}), (Row{4, 12}));      // 4 + 4 * (3 - 1)
  EXPECT_EQ(Apply(processor, Ids({0, 0, 0, 0, 0}), {4, -4}), (Row{4, 28}));  // -4 + 4 * (9 - 1)
}

TEST(ExponentialDecay, ForbiddenEndStaysForbidden) {
  const auto eos = Ids({1});
  const auto processor = MakeExponentialDecayLength({.start = 0, .factor = 1e300}, 1, eos);
  EXPECT_EQ(Apply(processor, Ids({0, 0}), {4, X}), (Row{4, X}));
  EXPECT_EQ(Apply(processor, Ids({0, 0, 0, 0}), {4, 0}), (Row{4, 0}));  // not 0 * inf
}

TEST(Suppress, AlwaysOrAtTheBeginning) {
  EXPECT_EQ(Apply(MakeSuppressTokens(Ids({0, 2})), Ids({0, 1, 1}), {1, 1, 1}), (Row{X, 1, X}));
  const auto begin = MakeSuppressTokensAtBegin(Ids({1}), 2);
  EXPECT_EQ(Apply(begin, Ids({0}), {1, 1}), (Row{1, 1}));
  EXPECT_EQ(Apply(begin, Ids({0, 0}), {1, 1}), (Row{1, X}));
  EXPECT_EQ(Apply(begin, Ids({0, 0, 0}), {1, 1}), (Row{1, 1}));
}

TEST(RemoveInvalidValues, MakesNumbersOfThem) {
  const float most = std::numeric_limits<float>::max();
  EXPECT_EQ(Apply(MakeRemoveInvalidValues(), Ids({0}), {std::nanf(""), -X, X, 2}), (Row{0, most, -most, 2}));
}

// --- the chain ---

Row RunChain(const SamplingParams& params, const std::vector<TokenId>& decoder_ids, Row row, size_t prefix_length = 1) {
  const auto source = Ids({2});
  const auto eos = Ids({1});
  const ProcessorChain chain({.params = &params,
                              .encoder_ids = source,
                              .eos_ids = eos,
                              .prefix_length = prefix_length,
                              .min_length = params.min_length,
                              .max_length = MaxLength(params, prefix_length)});
  chain.Process({.decoder_ids = decoder_ids}, row);
  return row;
}

TEST(ProcessorChain, DefaultsChangeNothing) {
  EXPECT_EQ(RunChain({}, Ids({0, 2}), {1, -1, X}), (Row{1, -1, X}));
}

TEST(ProcessorChain, BiasComesBeforePenalties) {
  const SamplingParams params{.repetition_penalty = 2, .sequence_bias = {{Ids({2}), 3}}};
  EXPECT_EQ(RunChain(params, Ids({0, 2}), {0, 0, 1}), (Row{0, 0, 2}));  // (1 + 3) / 2, not 1 / 2 + 3
}

TEST(ProcessorChain, ForcedEndOverridesBansAndMinLength) {
  const SamplingParams params{
      .max_length = 3, .min_length = 3, .bad_words_ids = {Ids({2})}, .forced_eos_token_id = Ids({1})};
  EXPECT_EQ(RunChain(params, Ids({0, 0}), {5, 5, 5}), (Row{X, 0, X}));
}

TEST(ProcessorChain, MinLengthAlsoForbidsTheIdsOfTheCallersEnd) {
  const SamplingParams params{.min_length = 3, .ids_of_callers_end = Ids({2})};
  EXPECT_EQ(RunChain(params, Ids({0, 0}), {5, 5, 5}), (Row{5, X, X}));
  EXPECT_EQ(RunChain(params, Ids({0, 0, 0}), {5, 5, 5}), (Row{5, 5, 5}));
}

TEST(ProcessorChain, InvalidValuesAreRemovedAfterBansAndBeforeSuppression) {
  const SamplingParams params{.bad_words_ids = {Ids({2})}, .suppress_tokens = Ids({0}), .remove_invalid_values = true};
  EXPECT_EQ(RunChain(params, Ids({0, 0}), {5, 5, 5}), (Row{X, 5, -std::numeric_limits<float>::max()}));
}

TEST(ProcessorChain, ForcedFirstTokenMovesTheBeginning) {
  SamplingParams params{.begin_suppress_tokens = Ids({2})};
  EXPECT_EQ(RunChain(params, Ids({0}), {5, 5, 5}), (Row{5, 5, X}));
  EXPECT_EQ(RunChain(params, Ids({0, 0}), {5, 5, 5}, 2), (Row{5, 5, X}));
  params.forced_bos_token_id = TokenId{0};
  EXPECT_EQ(RunChain(params, Ids({0}), {5, 5, 5}), (Row{0, X, X}));
  EXPECT_EQ(RunChain(params, Ids({0, 0}), {5, 5, 5}), (Row{5, 5, X}));
  EXPECT_EQ(RunChain(params, Ids({0, 0}), {5, 5, 5}, 2), (Row{5, 5, X}));  // with a prefix it does not move
}

TEST(ProcessorChain, RenormalizesLast) {
  const SamplingParams params{.suppress_tokens = Ids({2}), .renormalize_logits = true};
  const Row row = RunChain(params, Ids({0}), {1, 1, 9});
  EXPECT_NEAR(row[0], -std::log(2.0), 1e-6);
  EXPECT_EQ(row[2], X);
}

}  // namespace
}  // namespace godel
