// SPDX-License-Identifier: MIT
#include "support/toy_step_decoder.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "support/golden.h"

namespace godel::testing {

ToyStepDecoder::ToyStepDecoder(size_t vocab_size, Logits logits)
    : vocab_size_(vocab_size), logits_(std::move(logits)) {}

void ToyStepDecoder::StartSequence(size_t sequence, std::span<const TokenId> prefix) {
  pasts_[sequence] = {std::vector<TokenId>(prefix.begin(), prefix.end() - 1)};
}

Result<std::span<float>> ToyStepDecoder::Step(std::span<const SearchRows> groups) {
  ++num_steps_;
  rows_.clear();
  for (const SearchRows& group : groups) {
    auto& pasts = pasts_[group.sequence];
    std::vector<std::vector<TokenId>> next;
    const auto feed = [&](TokenId token) {
      next.back().push_back(token);
      const std::vector<float> logits = logits_(group.sequence, next.back());
      rows_.insert(rows_.end(), logits.begin(), logits.end());
      ++num_rows_;
      return logits.size() == vocab_size_;
    };
    for (const RowStep& row : group.rows) {
      if (row.parent >= pasts.size()) return Fail(ErrorCode::kInvalidArgument, "no such parent row");
      next.push_back(pasts[row.parent]);
      if (!feed(row.token)) return Fail(ErrorCode::kInvalidArgument, "a row of another width");
    }
    for (TokenId token : group.draft)
      if (!feed(token)) return Fail(ErrorCode::kInvalidArgument, "a row of another width");
    pasts = std::move(next);
    drafted_[group.sequence] = group.draft.size();
  }
  return std::span<float>(rows_);
}

void ToyStepDecoder::KeepDraft(size_t sequence, size_t accepted) {
  std::vector<TokenId>& past = pasts_.at(sequence).front();
  past.resize(past.size() - (drafted_.at(sequence) - accepted));
}

SearchRequest ToyRequest(SamplingParams params, size_t vocab_size) {
  if (!params.eos_token_id) params.eos_token_id = Ids({1});
  return {.encoder_ids = Ids({2, 3}), .prefix = Ids({0}), .vocab_size = vocab_size, .params = std::move(params)};
}

std::vector<Hypothesis> RunSearch(const SearchRequest& request, const ToyStepDecoder::Logits& logits) {
  ToyStepDecoder decoder(request.vocab_size, logits);
  auto search = MakeSearch(request);
  if (!search) {
    std::fprintf(stderr, "MakeSearch: %s\n", search.error().message.c_str());
    std::exit(99);
  }
  decoder.StartSequence(0, request.prefix);
  while (!(*search)->rows().empty()) {
    const LiveSearch live{.sequence = 0, .search = search->get()};
    if (auto status = StepSearches(decoder, request.vocab_size, {&live, 1}); !status) {
      std::fprintf(stderr, "StepSearches: %s\n", status.error().message.c_str());
      std::exit(99);
    }
  }
  return (*search)->TakeResults();
}

ToyStepDecoder::Logits ChainOf(std::vector<std::vector<float>> table) {
  return [table = std::move(table)](size_t, std::span<const TokenId> ids) { return table.at(Index(ids.back())); };
}

ToyStepDecoder::Logits HashedLogits(size_t vocab_size, uint64_t seed, float spread) {
  return [=](size_t, std::span<const TokenId> ids) {
    uint64_t state = seed;
    const auto next = [&state](uint64_t input) {
      state = (state ^ input) * 0x5851f42d4c957f2dU + 0x14057b7ef767814fU;
      return state ^ (state >> 29);
    };
    for (const TokenId id : ids) next(static_cast<uint64_t>(Value(id)) + 1);
    std::vector<float> logits(vocab_size);
    for (float& logit : logits) logit = spread * (static_cast<float>(next(7) >> 40) / 8388608.0F - 1.0F);
    return logits;
  };
}

}  // namespace godel::testing
