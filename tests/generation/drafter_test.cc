// SPDX-License-Identifier: MIT
#include "godel/generation/drafter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "godel/generation/search_loop.h"
#include "support/golden.h"
#include "support/toy_step_decoder.h"

namespace godel {
namespace {

using testing::Ids;
using testing::ToyStepDecoder;

std::vector<TokenId> Proposal(Drafter& drafter, TokenId token) {
  const auto proposal = drafter.Propose(token);
  return {proposal.begin(), proposal.end()};
}

TEST(Drafter, ProposesWhatFollowedInTheSource) {
  Drafter drafter(Ids({5, 6, 7, 8, 9, 1}));
  EXPECT_TRUE(Proposal(drafter, TokenId{6}).empty());  // one id is too little
  drafter.Observe(TokenId{5}, 0);
  EXPECT_EQ(Proposal(drafter, TokenId{6}), Ids({7, 8, 9, 1}));
  drafter.Observe(TokenId{6}, 2);  // 5 6 7 8
  EXPECT_EQ(Proposal(drafter, TokenId{9}), Ids({1}));
  drafter.Observe(TokenId{9}, 1);
  EXPECT_EQ(drafter.counts().drafted, 5u);
  EXPECT_EQ(drafter.counts().accepted, 3u);
}

TEST(Drafter, TakesThePlaceWhereMostAgrees) {
  Drafter drafter(Ids({2, 3, 4, 50, 9, 3, 4, 60}));
  for (int id : {9, 3}) drafter.Observe(TokenId{id}, 0);
  EXPECT_EQ(Proposal(drafter, TokenId{4}), Ids({60}));
}

TEST(Drafter, KeepsToItsLimit) {
  Drafter drafter(Ids({5, 6, 7, 8, 9}));
  drafter.Observe(TokenId{5}, 0);
  drafter.set_limit(1);
  EXPECT_EQ(Proposal(drafter, TokenId{6}), Ids({7}));
  drafter.set_limit(0);
  EXPECT_TRUE(Proposal(drafter, TokenId{6}).empty());
}

TEST(Drafter, AsksForMoreWhereItIsWrong) {
  Drafter drafter(Ids({5, 6, 7, 8, 9, 10, 11, 12}));
  size_t proposals = 0;
  for (int round = 0; round < 40; ++round) {
    proposals += Proposal(drafter, TokenId{5}).empty() ? 0 : 1;
    drafter.Observe(TokenId{5}, 0);
    proposals += Proposal(drafter, TokenId{6}).empty() ? 0 : 1;
    drafter.Observe(TokenId{6}, 0);
  }
  EXPECT_GE(proposals, 2u);
  EXPECT_LE(proposals, 6u);  // of 40 places where two ids agree
}

// A reply that copies: after id i comes i + 1, but for a few ids. Greedy and sampled, the drafted run gives the same
// ids in fewer steps.
TEST(StepSearches, GivesTheSameReplyWithDraftsInFewerSteps) {
  constexpr size_t kVocab = 40;
  const ToyStepDecoder::Logits logits = [](size_t, std::span<const TokenId> ids) {
    std::vector<float> row(kVocab, 0.0F);
    const size_t last = Index(ids.back());
    row[(last * 3 + ids.size() % 2) % kVocab] = 3.0F;
    row[last == 0 || last % 7 == 3 ? 4 + last / 2 : (last + 1) % kVocab] = 6.0F;
    row[1] = ids.size() > 30 ? 9.0F : -9.0F;
    return row;
  };
  std::vector<TokenId> source;
  for (int id = 2; id < 40; ++id) source.push_back(TokenId{id});
  for (const bool sample : {false, true}) {
    SearchRequest request{.encoder_ids = source, .prefix = Ids({0}), .vocab_size = kVocab, .params = {}};
    request.params.eos_token_id = Ids({1});
    request.params.pad_token_id = TokenId{0};
    request.params.seed = 4;
    request.params.do_sample = sample;
    request.params.max_length = 60;
    const auto plain = testing::RunSearch(request, logits);

    ToyStepDecoder decoder(kVocab, logits);
    decoder.StartSequence(0, request.prefix);
    auto search = std::move(*MakeSearch(request));
    Drafter drafter(source);
    while (!search->rows().empty()) {
      const LiveSearch live{.sequence = 0, .search = search.get(), .drafter = &drafter};
      ASSERT_TRUE(StepSearches(decoder, kVocab, {&live, 1}));
    }
    const auto drafted = search->TakeResults();
    ASSERT_EQ(drafted[0].ids, plain[0].ids);
    EXPECT_EQ(drafted[0].score, plain[0].score);
    EXPECT_GT(drafter.counts().accepted, 0u);
    EXPECT_LT(decoder.num_steps(), plain[0].ids.size() - 1);
  }
}

}  // namespace
}  // namespace godel
