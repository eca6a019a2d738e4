// SPDX-License-Identifier: MIT
// Greedy decoding and sampling on chains whose replies are known.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "godel/generation/token_search.h"
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

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// 0 -> 2 -> 3 -> 4 -> 1 (the end), each by far the likeliest.
ToyStepDecoder::Logits Line() {
  return ChainOf({{0, 0, 5, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 5, 0}, {0, 0, 0, 0, 5}, {0, 5, 0, 0, 0}});
}

TEST(Greedy, FollowsTheLikeliestToTheEnd) {
  const auto results = RunSearch(ToyRequest({}), Line());
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].ids, Ids({0, 2, 3, 4, 1}));
  EXPECT_EQ(results[0].finish_reason, FinishReason::kEos);
  EXPECT_NEAR(results[0].score, 4 * (5 - std::log(std::exp(5.0) + 4)), 1e-5);
}

TEST(Greedy, MaxLengthCountsTheStartTokenAndThePrefix) {
  const auto results = RunSearch(ToyRequest({.max_length = 3}), Line());
  EXPECT_EQ(results[0].ids, Ids({0, 2, 3}));
  EXPECT_EQ(results[0].finish_reason, FinishReason::kLength);

  SearchRequest request = ToyRequest({.max_length = 3, .max_new_tokens = 2});
  request.prefix = Ids({0, 2});
  EXPECT_EQ(RunSearch(request, Line())[0].ids, Ids({0, 2, 3, 4}));  // max_new_tokens wins and counts new ones only
}

TEST(Greedy, EndAtTheLastPlaceIsAnEnd) {
  EXPECT_EQ(RunSearch(ToyRequest({.max_length = 5}), Line())[0].finish_reason, FinishReason::kEos);
}

TEST(Greedy, SeveralEndTokens) {
  const auto results = RunSearch(ToyRequest({.eos_token_id = Ids({1, 3})}), Line());
  EXPECT_EQ(results[0].ids, Ids({0, 2, 3}));
  EXPECT_EQ(results[0].finish_reason, FinishReason::kEos);
}

TEST(Greedy, MinNewTokensReplacesMinLength) {
  // Without bans the reply would end at once; equal scores go to the lowest id, 0.
  const auto ends = ChainOf({{0, 9, 0, 0, 0}, {}, {}, {}, {}});
  EXPECT_EQ(RunSearch(ToyRequest({.min_length = 3}), ends)[0].ids, Ids({0, 0, 0, 1}));
  EXPECT_EQ(RunSearch(ToyRequest({.min_length = 9, .min_new_tokens = 1}), ends)[0].ids, Ids({0, 0, 1}));
}

// The user is told by Validate; a search that was asked for it still ends.
TEST(Greedy, MinLengthBeyondMaxLengthRunsToTheLimit) {
  const auto ends = ChainOf({{0, 9, 0, 0, 0}, {}, {}, {}, {}});
  EXPECT_EQ(RunSearch(ToyRequest({.max_length = 4, .min_length = 9}), ends)[0].ids, Ids({0, 0, 0, 0}));
}

TEST(Greedy, RowsWithoutNumbersChooseTheFirst) {
  for (const float value : {-kInfinity, std::nanf("")}) {
    const auto results =
        RunSearch(ToyRequest({.max_length = 3}), [=](size_t, auto) { return std::vector<float>(5, value); });
    EXPECT_EQ(results[0].ids, Ids({0, 0, 0}));
    EXPECT_FALSE(std::isnan(results[0].score));
  }
}

TEST(Sampling, RowsWithoutNumbersChooseAsGreedy) {
  for (const float value : {-kInfinity, std::nanf(""), kInfinity}) {
    const auto logits = [=](size_t, auto) { return std::vector<float>{-1, -1, -1, value, value}; };
    SamplingParams params{.max_length = 3, .do_sample = true};
    if (value != kInfinity) params.suppress_tokens = Ids({0, 1, 2});
    const auto results = RunSearch(ToyRequest(params), logits);
    EXPECT_EQ(results[0].ids, value == kInfinity ? Ids({0, 3, 3}) : Ids({0, 0, 0}));
    EXPECT_FALSE(std::isnan(results[0].score));
  }
}

TEST(MakeSearch, RefusesWhatHasNoRoom) {
  SearchRequest request = ToyRequest({.max_length = 2});
  request.prefix = Ids({0, 2});
  const auto search = MakeSearch(request);
  ASSERT_FALSE(search);
  EXPECT_EQ(search.error().code, ErrorCode::kInvalidArgument);
  request.params.max_new_tokens = 1;
  EXPECT_TRUE(MakeSearch(request));
  request.prefix.clear();
  EXPECT_FALSE(MakeSearch(request));
}

TEST(Stopping, ByStopCriteria) {
  SearchRequest request = ToyRequest({});
  request.is_stop = [](std::span<const TokenId> ids) { return ids.size() >= 2 && ids[ids.size() - 1] == TokenId{3}; };
  const auto results = RunSearch(request, Line());
  EXPECT_EQ(results[0].ids, Ids({0, 2, 3}));
  EXPECT_EQ(results[0].finish_reason, FinishReason::kStop);
}

TEST(Stopping, ByTheListener) {
  SearchRequest request = ToyRequest({});
  std::vector<TokenId> heard;
  request.on_token = [&](const NewToken& token) {
    heard.push_back(token.id);
    return heard.size() < 2;
  };
  const auto results = RunSearch(request, Line());
  EXPECT_EQ(results[0].ids, Ids({0, 2, 3}));
  EXPECT_EQ(heard, Ids({2, 3}));
  EXPECT_EQ(results[0].finish_reason, FinishReason::kStop);
}

TEST(Stopping, TheListenerHearsTheEndToo) {
  SearchRequest request = ToyRequest({});
  std::vector<TokenId> heard;
  request.on_token = [&](const NewToken& token) {
    heard.push_back(token.id);
    return true;
  };
  RunSearch(request, Line());
  EXPECT_EQ(heard, Ids({2, 3, 4, 1}));
}

TEST(Stopping, ByTimeAfterTheTokenAtHand) {
  const auto results = RunSearch(ToyRequest({.max_time = 1e-9}), Line());
  EXPECT_EQ(results[0].ids, Ids({0, 2}));
  EXPECT_EQ(results[0].finish_reason, FinishReason::kStop);
  EXPECT_EQ(RunSearch(ToyRequest({.max_time = 1e300}), Line())[0].finish_reason, FinishReason::kEos);
}

TEST(Stopping, ByTheCaller) {
  auto search = MakeSearch(ToyRequest({}));
  ASSERT_TRUE(search);
  std::vector<float> logits = {0, 0, 5, 0, 0};
  (*search)->Advance(logits);
  ASSERT_FALSE((*search)->rows().empty());
  (*search)->Stop();
  EXPECT_TRUE((*search)->rows().empty());
  const auto results = (*search)->TakeResults();
  EXPECT_EQ(results[0].ids, Ids({0, 2}));
  EXPECT_EQ(results[0].finish_reason, FinishReason::kStop);
}

TEST(FinishReasonName, Words) {
  EXPECT_EQ(FinishReasonName(FinishReason::kEos), "eos");
  EXPECT_EQ(FinishReasonName(FinishReason::kLength), "length");
  EXPECT_EQ(FinishReasonName(FinishReason::kStop), "stop");
}

TEST(Sampling, SameSeedSameRepliesOtherSeedOthers) {
  const auto logits = HashedLogits(50, 3, 2);
  const auto run = [&](uint64_t seed) {
    return RunSearch(ToyRequest({.max_length = 12, .do_sample = true, .top_p = 0.95, .seed = seed}, 50), logits)[0].ids;
  };
  EXPECT_EQ(run(1), run(1));
  std::set<std::vector<TokenId>> different;
  for (uint64_t seed = 0; seed < 10; ++seed) different.insert(run(seed));
  EXPECT_GE(different.size(), 9U);
}

TEST(Sampling, SequencesAreIndependentAndTheFirstIsTheOneDrawnAlone) {
  const auto logits = HashedLogits(50, 3, 2);
  SamplingParams params{.max_length = 12, .do_sample = true, .num_return_sequences = 4, .seed = 5};
  const auto four = RunSearch(ToyRequest(params, 50), logits);
  params.num_return_sequences = 1;
  const auto one = RunSearch(ToyRequest(params, 50), logits);
  ASSERT_EQ(four.size(), 4U);
  EXPECT_EQ(four[0].ids, one[0].ids);
  EXPECT_EQ(four[0].score, one[0].score);
  EXPECT_EQ((std::set<std::vector<TokenId>>{four[0].ids, four[1].ids, four[2].ids, four[3].ids}).size(), 4U);
}

// The score is the sum of log-probabilities that the drawn tokens had after the chain.
TEST(Sampling, ScoreIsThatOfTheProcessedDistribution) {
  const auto logits = [](size_t, auto) { return std::vector<float>{2, 2, 2, -1, -1}; };
  SamplingParams params{.max_length = 6, .do_sample = true, .top_k = 3, .eos_token_id = Ids({4}), .seed = 1};
  EXPECT_NEAR(RunSearch(ToyRequest(params), logits)[0].score, -5 * std::log(3.0), 1e-5);
}

// Chi-square of 4000 first tokens against the softmax of the warped scores. Fixed seeds; 13.8 and 16.3 are exceeded
// once in a thousand with 2 and 3 degrees of freedom, and a draw from the unwarped distribution is far beyond.
TEST(Sampling, DrawsFollowTheDistribution) {
  const auto logits = [](size_t, auto) { return std::vector<float>{1, 0, 2, 0.5, -3}; };
  struct Case {
    SamplingParams params;
    std::vector<double> weights;
    double limit;
  };
  const std::vector<Case> cases = {
      {{.max_new_tokens = 1, .do_sample = true, .top_k = 4}, {std::exp(1), 1, std::exp(2), std::exp(0.5), 0}, 16.3},
      {{.max_new_tokens = 1, .do_sample = true, .temperature = 0.5, .top_k = 3},
       {std::exp(2), 0, std::exp(4), std::exp(1), 0},
       13.8},
  };
  for (const Case& one : cases) {
    std::vector<int> counts(5, 0);
    SamplingParams params = one.params;
    for (uint64_t seed = 0; seed < 1000; ++seed) {
      params.seed = seed;
      params.num_return_sequences = 4;
      for (const auto& result : RunSearch(ToyRequest(params), logits)) ++counts[Index(result.ids[1])];
    }
    double sum = 0, chi_square = 0;
    for (const double weight : one.weights) sum += weight;
    for (size_t i = 0; i < counts.size(); ++i) {
      const double expected = 4000 * one.weights[i] / sum;
      if (expected == 0)
        EXPECT_EQ(counts[i], 0);
      else
        chi_square += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    EXPECT_LT(chi_square, one.limit);
  }
}

// What a search answers must not depend on what is stepped beside it, however the lengths differ.
TEST(StepSearches, RepliesDoNotDependOnNeighbours) {
  const size_t vocab_size = 40;
  const auto logits = [&](size_t sequence, std::span<const TokenId> ids) {
    return HashedLogits(vocab_size, 100 + sequence, 3)(sequence, ids);
  };
  std::vector<SearchRequest> requests;
  for (size_t i = 0; i < 12; ++i) {
    SamplingParams params{.max_length = 6 + i, .seed = i % 3};
    if (i % 3 == 0) params.do_sample = true, params.num_return_sequences = 1 + i % 4;
    if (i % 3 == 1) params.num_beams = 2 + i % 3, params.num_return_sequences = 2, params.do_sample = i % 2 == 0;
    requests.push_back(ToyRequest(params, vocab_size));
  }
  ToyStepDecoder decoder(vocab_size, logits);
  std::vector<std::unique_ptr<TokenSearch>> searches;
  for (size_t i = 0; i < requests.size(); ++i) {
    auto search = MakeSearch(requests[i]);
    ASSERT_TRUE(search);
    searches.push_back(std::move(*search));
    decoder.StartSequence(i, requests[i].prefix);
  }
  while (true) {
    std::vector<LiveSearch> live;
    for (size_t i = 0; i < searches.size(); ++i)
      if (!searches[i]->rows().empty()) live.push_back({.sequence = i, .search = searches[i].get()});
    if (live.empty()) break;
    const auto status = StepSearches(decoder, vocab_size, live);
    ASSERT_TRUE(status) << status.error().message;
  }
  for (size_t i = 0; i < requests.size(); ++i) {
    const auto together = searches[i]->TakeResults();
    const auto alone = RunSearch(requests[i], [&](size_t, std::span<const TokenId> ids) { return logits(i, ids); });
    ASSERT_EQ(together.size(), alone.size());
    for (size_t k = 0; k < alone.size(); ++k) {
      EXPECT_EQ(testing::Values(together[k].ids), testing::Values(alone[k].ids)) << "request " << i;
      EXPECT_EQ(together[k].score, alone[k].score);
    }
  }
}

TEST(StepSearches, ADecoderOfAnotherWidthIsAnError) {
  auto search = MakeSearch(ToyRequest({}, 5));
  ASSERT_TRUE(search);
  ToyStepDecoder decoder(4, [](size_t, auto) { return std::vector<float>(4, 0.0F); });
  decoder.StartSequence(0, Ids({0}));
  const LiveSearch live{.sequence = 0, .search = search->get()};
  EXPECT_FALSE(StepSearches(decoder, 5, {&live, 1}));
}

}  // namespace
}  // namespace godel
