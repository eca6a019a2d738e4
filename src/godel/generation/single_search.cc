// SPDX-License-Identifier: MIT
#include "godel/generation/single_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "godel/base/check.h"
#include "godel/generation/argmax.h"
#include "godel/generation/log_softmax.h"
#include "godel/generation/random.h"

namespace godel {

SingleSearch::SingleSearch(SearchSetup setup)
    : setup_(std::move(setup)),
      sequences_(setup_.params().num_return_sequences, Sequence{.ids = setup_.request.prefix}),
      live_(sequences_.size()),
      rows_{{.parent = 0, .token = setup_.request.prefix.back()}} {
  std::iota(live_.begin(), live_.end(), size_t{0});
}

void SingleSearch::PrepareDraw(std::span<const float> scores) {
  CollectCandidates(scores, &candidates_);
  setup_.chain.Warp(&candidates_);
  const auto best = std::max_element(candidates_.scores.begin(), candidates_.scores.end());
  weight_sum_ = 0;
  if (best == candidates_.scores.end() || !std::isfinite(*best)) {
    best_id_ = ArgMax(scores);  // nothing to weigh: all is forbidden, or something is infinitely likely
    return;
  }
  best_score_ = *best;
  weights_.resize(candidates_.size());
  ExpInto(candidates_.scores, best_score_, weights_);
  weight_sum_ = std::accumulate(weights_.begin(), weights_.end(), 0.0);
}

// Inverse of the cumulative distribution, ids ascending. The number that decides depends on seed, sequence and position
// only.
SingleSearch::Choice SingleSearch::Draw(size_t sequence) const {
  if (weight_sum_ <= 0) return {.token = ToTokenId(best_id_), .log_prob = 0};
  const size_t step = sequences_[sequence].ids.size() - setup_.prefix_length;
  double left = RandomUniform({.seed = setup_.seed, .sequence = sequence, .step = step}) * weight_sum_;
  size_t chosen = 0;
  for (size_t i = 0; i < weights_.size(); ++i) {
    if (weights_[i] <= 0) continue;
    chosen = i;  // the last one with a weight also takes what rounding may have left over
    left -= weights_[i];
    if (left < 0) break;
  }
  return {.token = TokenId{candidates_.ids[chosen]},
          .log_prob = static_cast<double>(candidates_.scores[chosen]) - best_score_ - std::log(weight_sum_)};
}

bool SingleSearch::Append(const Choice& choice, bool too_late, Sequence* sequence) {
  sequence->ids.push_back(choice.token);
  sequence->score += choice.log_prob;
  auto finish = FinishOf(setup_, sequence->ids, too_late);
  const bool wanted = sequences_.size() > 1 || !setup_.request.on_token ||
                      setup_.request.on_token({.id = choice.token, .logprob = static_cast<float>(choice.log_prob)});
  if (!wanted && finish != FinishReason::kEos) finish = FinishReason::kStop;
  if (finish) sequence->finish_reason = *finish;
  return !finish;
}

void SingleSearch::Advance(std::span<float> logits) {
  if (rows_.empty()) return;
  const size_t vocab_size = setup_.request.vocab_size;
  GODEL_CHECK(logits.size() == rows_.size() * vocab_size);
  const bool shared_row = rows_.size() < live_.size();
  std::vector<Choice> choices;
  choices.reserve(live_.size());
  for (size_t i = 0; i < live_.size(); ++i) {
    const auto scores = logits.subspan(shared_row ? 0 : i * vocab_size, vocab_size);
    if (i == 0 || !shared_row) {
      if (setup_.chain.changes_scores()) setup_.chain.Process({.decoder_ids = sequences_[live_[i]].ids}, scores);
      if (setup_.params().do_sample) PrepareDraw(scores);
    }
    if (setup_.params().do_sample) {
      choices.push_back(Draw(live_[i]));
    } else {
      const BestScore best = BestWithLogProb(scores);
      choices.push_back({.token = ToTokenId(best.index), .log_prob = best.log_prob});
    }
  }

  const bool too_late = IsTooLate(setup_);
  std::vector<RowStep> next_rows;
  std::vector<size_t> next_live;
  for (size_t i = 0; i < live_.size(); ++i) {
    if (!Append(choices[i], too_late, &sequences_[live_[i]])) continue;
    next_rows.push_back({.parent = shared_row ? 0 : i, .token = choices[i].token});
    next_live.push_back(live_[i]);
  }
  rows_ = std::move(next_rows);
  live_ = std::move(next_live);
}

void SingleSearch::Stop() {
  rows_.clear();
}  // sequences that are still live have kStop from the beginning

std::vector<Hypothesis> SingleSearch::TakeResults() {
  std::vector<Hypothesis> results;
  for (Sequence& sequence : sequences_)
    results.push_back({.ids = std::move(sequence.ids),
                       .score = static_cast<float>(sequence.score),
                       .finish_reason = sequence.finish_reason});
  return results;
}

}  // namespace godel
