// SPDX-License-Identifier: MIT
// Beam search against enumeration of every reply, and its stopping rules on chains counted by hand.
#include "godel/generation/beam_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "godel/generation/log_softmax.h"
#include "support/golden.h"
#include "support/toy_step_decoder.h"

namespace godel {
namespace {

using testing::ChainOf;
using testing::HashedLogits;
using testing::Ids;
using testing::RunSearch;
using testing::ToyRequest;
using testing::ToyStepDecoder;

// Every reply that ends with 1 or has max_length ids, with its score, best first.
std::vector<Hypothesis> AllReplies(const ToyStepDecoder::Logits& logits, const SearchRequest& request) {
  std::vector<Hypothesis> all;
  std::vector<Hypothesis> open = {{.ids = request.prefix}};
  while (!open.empty()) {
    const Hypothesis at = open.back();
    open.pop_back();
    std::vector<float> row = logits(0, at.ids);
    LogSoftmax(row);
    for (size_t id = 0; id < row.size(); ++id) {
      Hypothesis next = at;
      next.ids.push_back(ToTokenId(id));
      next.score += row[id];
      if (id == 1 || next.ids.size() == MaxLength(request.params, 1))
        all.push_back(next);
      else
        open.push_back(next);
    }
  }
  for (Hypothesis& reply : all) {
    const auto num_new = static_cast<double>(reply.ids.size() - request.prefix.size());
    reply.score /= static_cast<float>(std::pow(num_new, request.params.length_penalty));
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  return all;
}

// With as many beams as there are open replies nothing is pruned, so the search must find the true best ones. 4 words
// and 3 new tokens have at most 9 open replies; "never" does not stop early on a guess.
TEST(BeamSearch, WithEnoughBeamsEqualsBruteForce) {
  for (const double length_penalty : {0.0, 0.6, 1.0, 2.0}) {
    for (uint64_t seed = 0; seed < 20; ++seed) {
      SCOPED_TRACE("length_penalty " + std::to_string(length_penalty) + " seed " + std::to_string(seed));
      const auto logits = HashedLogits(4, seed, 2);
      const SearchRequest request = ToyRequest({.max_length = 4,
                                                .num_beams = 40,
                                                .num_return_sequences = 5,
                                                .early_stopping = EarlyStopping::kNever,
                                                .length_penalty = length_penalty},
                                               4);
      const auto found = RunSearch(request, logits);
      const auto expected = AllReplies(logits, request);
      ASSERT_EQ(found.size(), 5U);
      for (size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(testing::Values(found[i].ids), testing::Values(expected[i].ids)) << "rank " << i;
        EXPECT_NEAR(found[i].score, expected[i].score, 1e-5);
        EXPECT_EQ(found[i].finish_reason,
                  found[i].ids.back() == TokenId{1} ? FinishReason::kEos : FinishReason::kLength);
      }
    }
  }
}

// Greedy takes 2 (0.6) and then has only halves to choose from: 0.6 * 0.5; two beams find 3 (0.4) with its sure end.
ToyStepDecoder::Logits GardenPath() {
  const auto row = [](std::vector<double> probs) {
    std::vector<float> logits;
    for (const double prob : probs) logits.push_back(static_cast<float>(std::log(prob)));
    return logits;
  };
  return ChainOf({row({1e-9, 1e-9, 0.6, 0.4, 1e-9}), row({0.2, 0.2, 0.2, 0.2, 0.2}), row({0.25, 0.5, 1e-9, 1e-9, 0.25}),
                  row({1e-9, 1, 1e-9, 1e-9, 1e-9}), row({1e-9, 1, 1e-9, 1e-9, 1e-9})});
}

TEST(BeamSearch, FindsWhatGreedyMisses) {
  EXPECT_EQ(RunSearch(ToyRequest({}), GardenPath())[0].ids, Ids({0, 2, 1}));
  const auto results = RunSearch(ToyRequest({.num_beams = 2, .num_return_sequences = 2}), GardenPath());
  EXPECT_EQ(results[0].ids, Ids({0, 3, 1}));
  EXPECT_NEAR(results[0].score, std::log(0.4) / 2, 1e-5);  // two new tokens, the end counted
  EXPECT_EQ(results[1].ids, Ids({0, 2, 1}));
  EXPECT_NEAR(results[1].score, std::log(0.3) / 2, 1e-5);
}

size_t StepsOf(const SearchRequest& request, const ToyStepDecoder::Logits& logits) {
  ToyStepDecoder decoder(request.vocab_size, logits);
  auto search = MakeSearch(request);
  decoder.StartSequence(0, request.prefix);
  const LiveSearch live{.sequence = 0, .search = search->get()};
  while (!(*search)->rows().empty())
    if (!StepSearches(decoder, request.vocab_size, {&live, 1})) return 0;
  return decoder.num_steps();
}

// Both slots are filled in the second step. true stops there; false goes on while the best running score, at the
// length it has, beats the worst finished one; never weighs the limit's length, and so goes on longest.
TEST(BeamSearch, EarlyStoppingTrueStopsFirstAndNeverLast) {
  SamplingParams params{.max_length = 30, .num_beams = 2};
  params.early_stopping = EarlyStopping::kTrue;
  const size_t first = StepsOf(ToyRequest(params), GardenPath());
  EXPECT_EQ(first, 2U);
  params.early_stopping = EarlyStopping::kFalse;
  const size_t guess = StepsOf(ToyRequest(params), GardenPath());
  params.early_stopping = EarlyStopping::kNever;
  const size_t last = StepsOf(ToyRequest(params), GardenPath());
  EXPECT_LE(first, guess);
  EXPECT_LT(guess, last);
  EXPECT_LE(last, 29U);
}

TEST(BeamSearch, FirstStepHasOneRowThenOneABeam) {
  auto search = MakeSearch(ToyRequest({.num_beams = 3}, 5));
  ASSERT_TRUE(search);
  ASSERT_EQ((*search)->rows().size(), 1U);
  EXPECT_EQ((*search)->rows()[0].token, TokenId{0});
  std::vector<float> logits = {0, -9, 3, 2, 1};
  (*search)->Advance(logits);
  ASSERT_EQ((*search)->rows().size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ((*search)->rows()[i].parent, 0U);
    EXPECT_EQ((*search)->rows()[i].token, ToTokenId(i + 2));
  }
}

// Only beam 0 is real at first; copies of it fill up what a forced token leaves empty, and never win.
TEST(BeamSearch, ForcedFirstTokenStillSearches) {
  const SamplingParams params{.max_length = 6, .num_beams = 3, .forced_bos_token_id = TokenId{4}};
  const auto results = RunSearch(ToyRequest(params), GardenPath());
  EXPECT_EQ(results[0].ids, Ids({0, 4, 1}));
  EXPECT_NEAR(results[0].score, 0, 1e-5);
}

TEST(BeamSearch, SeveralEndTokensLeaveEnoughContinuations) {
  const auto logits = HashedLogits(6, 9, 1);
  const auto results = RunSearch(
      ToyRequest({.max_length = 8, .num_beams = 3, .num_return_sequences = 3, .eos_token_id = Ids({1, 2, 3})}, 6),
      logits);
  ASSERT_EQ(results.size(), 3U);
  std::set<std::vector<TokenId>> different;
  for (const auto& result : results) {
    different.insert(result.ids);
    for (size_t i = 1; i + 1 < result.ids.size(); ++i)
      EXPECT_TRUE(Value(result.ids[i]) == 0 || Value(result.ids[i]) > 3);
  }
  EXPECT_EQ(different.size(), 3U);
}

// More continuations are wanted than the vocabulary has: nothing may be read beyond it.
TEST(BeamSearch, TinyVocabularies) {
  for (const size_t vocab_size : {1U, 2U, 3U}) {
    const auto logits = [=](size_t, auto) { return std::vector<float>(vocab_size, 0.0F); };
    for (const bool do_sample : {false, true}) {
      const auto results = RunSearch(
          ToyRequest({.max_length = 4, .do_sample = do_sample, .num_beams = 4, .num_return_sequences = 4}, vocab_size),
          logits);
      EXPECT_EQ(results.size(), 4U);
    }
  }
}

TEST(BeamSearch, EverythingForbiddenEndsWithWhatThereIs) {
  for (const float value : {-std::numeric_limits<float>::infinity(), std::nanf("")}) {
    for (const bool do_sample : {false, true}) {
      const auto logits = [=](size_t, std::span<const TokenId> ids) {
        return ids.size() < 3 ? std::vector<float>{0, -9, 3, 2, 1} : std::vector<float>(5, value);
      };
      const auto results =
          RunSearch(ToyRequest({.do_sample = do_sample, .num_beams = 2, .num_return_sequences = 2, .seed = 1}), logits);
      ASSERT_EQ(results.size(), 2U);
      for (const auto& result : results) EXPECT_FALSE(std::isnan(result.score));
    }
  }
}

TEST(BeamSearch, StopGivesTheBestSoFar) {
  auto search = MakeSearch(ToyRequest({.num_beams = 2, .num_return_sequences = 2}));
  ASSERT_TRUE(search);
  std::vector<float> logits = {0, -9, 3, 2, 1};
  (*search)->Advance(logits);
  (*search)->Stop();
  EXPECT_TRUE((*search)->rows().empty());
  const auto results = (*search)->TakeResults();
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].ids, Ids({0, 2}));
  EXPECT_EQ(results[1].ids, Ids({0, 3}));
  EXPECT_EQ(results[0].finish_reason, FinishReason::kStop);
  EXPECT_GT(results[0].score, results[1].score);
}

TEST(BeamSearch, StopCriteriaAndTimeEndSequences) {
  SearchRequest request = ToyRequest({.num_beams = 2});
  request.is_stop = [](std::span<const TokenId> ids) { return ids.back() == TokenId{3}; };
  const auto stopped = RunSearch(request, GardenPath());
  EXPECT_EQ(stopped[0].ids, Ids({0, 2, 1}));  // log(0.3) / 2 beats log(0.4) / 1
  request.params.length_penalty = 0;
  EXPECT_EQ(RunSearch(request, GardenPath())[0].ids, Ids({0, 3}));
  EXPECT_EQ(RunSearch(request, GardenPath())[0].finish_reason, FinishReason::kStop);

  const auto late = RunSearch(ToyRequest({.max_time = 1e-9, .num_beams = 2}), GardenPath());
  EXPECT_EQ(late[0].ids, Ids({0, 2}));
  EXPECT_EQ(late[0].finish_reason, FinishReason::kStop);
}

// Processors see log-probabilities and are not renormalised: a bias of 1 on id 3 adds 1 to its score, no more.
TEST(BeamSearch, ProcessorsWorkOnLogProbabilities) {
  const SamplingParams params{.max_length = 2, .num_beams = 2, .sequence_bias = {{Ids({3}), 1}}};
  const auto results = RunSearch(ToyRequest(params), GardenPath());
  EXPECT_EQ(results[0].ids, Ids({0, 3}));
  EXPECT_NEAR(results[0].score, std::log(0.4) + 1, 1e-5);
}

TEST(BeamSampling, SameSeedSameRepliesAndRunningSequencesDiffer) {
  const auto logits = HashedLogits(30, 4, 2);
  SamplingParams params{.max_length = 10, .do_sample = true, .num_beams = 4, .num_return_sequences = 4};
  std::set<std::vector<TokenId>> best;
  for (uint64_t seed = 0; seed < 8; ++seed) {
    params.seed = seed;
    const auto results = RunSearch(ToyRequest(params, 30), logits);
    const auto again = RunSearch(ToyRequest(params, 30), logits);
    std::set<std::vector<TokenId>> different;
    for (size_t i = 0; i < results.size(); ++i) {
      EXPECT_EQ(results[i].ids, again[i].ids);
      EXPECT_EQ(results[i].score, again[i].score);
      different.insert(results[i].ids);
    }
    EXPECT_EQ(different.size(), 4U) << "draws are without replacement";
    best.insert(results[0].ids);
  }
  EXPECT_GE(best.size(), 4U);
}

// Two beams draw four of five tokens, so one is left out: the first that is drawn must follow the softmax. It is the
// only one that can take part as rank 0, so it is observed by forbidding all but one draw to be kept: with one new
// token every drawn one ends, and only the first two drawn may take the two slots.
TEST(BeamSampling, FirstDrawsFollowTheDistribution) {
  const std::vector<float> row = {1, 0, 2, 0.5, -1};
  const auto logits = [&](size_t, auto) { return row; };
  double sum = 0;
  for (const float logit : row) sum += std::exp(logit);
  // Expected share of a token among the first two draws, without replacement.
  std::vector<double> expected(5, 0);
  for (size_t i = 0; i < 5; ++i)
    for (size_t j = 0; j < 5; ++j) {
      if (i == j) continue;
      const double p = std::exp(row[i]) / sum * std::exp(row[j]) / (sum - std::exp(row[i]));
      expected[i] += p;
      expected[j] += p;
    }
  SamplingParams params{.max_new_tokens = 1, .do_sample = true, .num_beams = 2, .num_return_sequences = 2};
  std::vector<int> counts(5, 0);
  constexpr int kRuns = 4000;
  for (uint64_t seed = 0; seed < kRuns; ++seed) {
    params.seed = seed;
    for (const auto& result : RunSearch(ToyRequest(params), logits)) ++counts[Index(result.ids[1])];
  }
  // Six standard deviations of a binomial count; a draw with replacement or one sorted by score is far outside.
  for (size_t i = 0; i < 5; ++i)
    EXPECT_NEAR(counts[i], kRuns * expected[i], 6 * std::sqrt(kRuns * expected[i] * (1 - expected[i]))) << "id " << i;
}

}  // namespace
}  // namespace godel
