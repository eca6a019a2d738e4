// SPDX-License-Identifier: MIT
#include "godel/generation/beam_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "godel/base/check.h"
#include "godel/generation/log_softmax.h"
#include "godel/generation/random.h"
#include "godel/generation/top_scores.h"

namespace godel {
namespace {

// The reference's mark for sequences that must lose against every real one. It is added, in float32, to scores.
constexpr float kOutOfPlay = -1e9F;

// The `count` positions with the largest scores, best first, the earlier of equal ones first.
std::vector<size_t> BestPositions(const std::vector<float>& scores, size_t count) {
  std::vector<size_t> positions(scores.size());
  std::iota(positions.begin(), positions.end(), size_t{0});
  std::stable_sort(positions.begin(), positions.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  positions.resize(std::min(count, positions.size()));
  return positions;
}

}  // namespace

BeamSearch::BeamSearch(SearchSetup setup)
    : setup_(std::move(setup)),
      length_(setup_.prefix_length),
      rows_{{.parent = 0, .token = setup_.request.prefix.back()}} {
  const size_t num_beams = setup_.params().num_beams;
  // So many that num_beams of them go on even when every beam's best continuations are all the end tokens.
  num_continuations_ = std::max<size_t>(2, 1 + setup_.eos_ids.size()) * num_beams;
  running_.assign(num_beams, {.ids = setup_.request.prefix, .score = kOutOfPlay, .row = 0});
  running_[0].score = 0;
  slots_.assign(num_beams, {.ids = setup_.request.prefix, .score = kOutOfPlay});
}

float BeamSearch::LengthDivisor(size_t num_new) const {
  return static_cast<float>(std::pow(static_cast<double>(num_new), setup_.params().length_penalty));
}

bool BeamSearch::AllSlotsFinished() const {
  return std::all_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.is_finished; });
}

void BeamSearch::ProcessRows(std::span<float> logits) {
  const size_t vocab_size = setup_.request.vocab_size;
  for (size_t row = 0; row < rows_.size(); ++row) {
    const auto scores = logits.subspan(row * vocab_size, vocab_size);
    LogSoftmax(scores);
    // In the first step the rows are fewer than the beams, and any beam's ids are the row's.
    if (setup_.chain.changes_scores()) setup_.chain.Process({.decoder_ids = running_[row].ids}, scores);
  }
}

std::vector<BeamSearch::Continuation> BeamSearch::BestContinuations(std::span<const float> scores) const {
  const size_t vocab_size = setup_.request.vocab_size;
  TopScores<float> top(num_continuations_);
  for (size_t beam = 0; beam < running_.size(); ++beam) {
    const auto row = scores.subspan(running_[beam].row * vocab_size, vocab_size);
    const float so_far = running_[beam].score;
    for (size_t id = 0; id < vocab_size; ++id) top.Offer(row[id] + so_far, beam * vocab_size + id);
  }
  std::vector<Continuation> best;
  for (const auto& entry : top.Take())
    best.push_back(
        {.score = entry.score, .beam = entry.index / vocab_size, .token = ToTokenId(entry.index % vocab_size)});
  return best;
}

// K draws without replacement from the softmax of all scores, as the K largest of score + Gumbel noise; in the order of
// drawing, like the reference's multinomial.
std::vector<BeamSearch::Continuation> BeamSearch::DrawContinuations(std::span<const float> scores) {
  const size_t vocab_size = setup_.request.vocab_size;
  TopScores<double> drawn(num_continuations_);
  std::vector<Continuation> all;
  for (size_t beam = 0; beam < running_.size(); ++beam) {
    // Beams that share a row are warped again: it happens in the first step only.
    CollectCandidates(scores.subspan(running_[beam].row * vocab_size, vocab_size), &candidates_);
    setup_.chain.Warp(&candidates_);
    for (size_t i = 0; i < candidates_.size(); ++i) {
      const float score = candidates_.scores[i] + running_[beam].score;
      const auto id = static_cast<size_t>(candidates_.ids[i]);
      const double uniform =
          RandomUniform({.seed = setup_.seed, .step = length_ - setup_.prefix_length, .item = beam * vocab_size + id});
      drawn.Offer(score - std::log(-std::log(uniform)), all.size());
      all.push_back({.score = score, .beam = beam, .token = TokenId{candidates_.ids[i]}});
    }
  }
  std::vector<Continuation> chosen;
  for (const auto& entry : drawn.Take()) chosen.push_back(all[entry.index]);
  return chosen;
}

std::vector<TokenId> BeamSearch::IdsOf(const Continuation& continuation) const {
  std::vector<TokenId> ids;
  ids.reserve(length_ + 1);
  ids = running_[continuation.beam].ids;
  ids.push_back(continuation.token);
  return ids;
}

void BeamSearch::MarkFinished(std::vector<Continuation>* continuations) const {
  const bool too_late = IsTooLate(setup_);
  for (Continuation& continuation : *continuations)
    continuation.finish = FinishOf(setup_, IdsOf(continuation), too_late);
}

// Only a continuation that ends and ranks among the first num_beams may take a slot. The others compete too, far
// behind, and fill slots that nothing has finished in yet: harmless, since those are not marked as finished.
void BeamSearch::UpdateSlots(const std::vector<Continuation>& continuations) {
  const size_t num_beams = slots_.size();
  const bool full = setup_.params().early_stopping == EarlyStopping::kTrue && AllSlotsFinished();
  const float divisor = LengthDivisor(length_ + 1 - setup_.prefix_length);
  std::vector<float> scores;
  for (const Slot& slot : slots_) scores.push_back(slot.score);
  for (size_t i = 0; i < continuations.size(); ++i) {
    float score = continuations[i].score / divisor;
    if (full) score += kOutOfPlay;
    if (!improvement_possible_) score += kOutOfPlay;
    if (!continuations[i].finish || i >= num_beams) score += kOutOfPlay;
    scores.push_back(std::isnan(score) ? kForbidden : score);
  }
  std::vector<Slot> merged;
  for (const size_t position : BestPositions(scores, num_beams)) {
    if (position < num_beams) {
      merged.push_back(std::move(slots_[position]));
      continue;
    }
    const size_t i = position - num_beams;
    merged.push_back({.ids = IdsOf(continuations[i]),
                      .score = scores[position],
                      .is_finished = continuations[i].finish && i < num_beams,
                      .finish_reason = continuations[i].finish.value_or(FinishReason::kStop)});
  }
  slots_ = std::move(merged);
}

void BeamSearch::UpdateRunning(const std::vector<Continuation>& continuations) {
  std::vector<float> scores;
  scores.reserve(continuations.size());
  for (const Continuation& continuation : continuations)
    scores.push_back(continuation.score + (continuation.finish ? kOutOfPlay : 0.0F));
  std::vector<Running> next;
  std::vector<RowStep> next_rows;
  for (const size_t i : BestPositions(scores, slots_.size())) {
    const Continuation& chosen = continuations[i];
    next_rows.push_back({.parent = running_[chosen.beam].row, .token = chosen.token});
    next.push_back({.ids = IdsOf(chosen), .score = scores[i], .row = next.size()});
  }
  running_ = std::move(next);
  rows_ = std::move(next_rows);
}

bool BeamSearch::ImprovementPossible() const {
  const SamplingParams& params = setup_.params();
  if (running_.empty()) return false;
  // With "never" and a reward for length, the best case is that the reply grows to its limit at no cost.
  const bool may_grow = params.early_stopping == EarlyStopping::kNever && params.length_penalty > 0;
  const size_t num_new = (may_grow ? setup_.max_length : length_) - setup_.prefix_length;
  const float best_possible = running_[0].score / LengthDivisor(num_new);
  float worst = 0;
  for (size_t i = 0; i < slots_.size(); ++i) worst = i == 0 ? slots_[i].score : std::min(worst, slots_[i].score);
  return std::any_of(slots_.begin(), slots_.end(),
                     [&](const Slot& slot) { return best_possible > (slot.is_finished ? worst : kOutOfPlay); });
}

void BeamSearch::Advance(std::span<float> logits) {
  if (rows_.empty()) return;
  GODEL_CHECK(logits.size() == rows_.size() * setup_.request.vocab_size);
  ProcessRows(logits);
  auto continuations = setup_.params().do_sample ? DrawContinuations(logits) : BestContinuations(logits);
  MarkFinished(&continuations);
  UpdateSlots(continuations);
  const bool any_goes_on = std::any_of(continuations.begin(), continuations.end(),
                                       [](const Continuation& continuation) { return !continuation.finish; });
  if (continuations.empty()) return rows_.clear();  // everything is forbidden: what runs is what there is
  UpdateRunning(continuations);
  ++length_;
  improvement_possible_ = improvement_possible_ && ImprovementPossible();
  const bool full = setup_.params().early_stopping == EarlyStopping::kTrue && AllSlotsFinished();
  if (!improvement_possible_ || full || !any_goes_on) rows_.clear();
}

std::vector<Hypothesis> BeamSearch::TakeResults() {
  const size_t wanted = std::min(setup_.params().num_return_sequences, slots_.size());
  std::vector<Hypothesis> results;
  for (Slot& slot : slots_)
    if (slot.is_finished && results.size() < wanted)
      results.push_back({.ids = std::move(slot.ids), .score = slot.score, .finish_reason = slot.finish_reason});
  // Stopped before enough had finished: the best that were on their way, then whatever ids there are.
  const float divisor = LengthDivisor(std::max<size_t>(1, length_ - setup_.prefix_length));
  for (Running& running : running_)
    if (results.size() < wanted)
      results.push_back(
          {.ids = std::move(running.ids), .score = running.score / divisor, .finish_reason = FinishReason::kStop});
  while (results.size() < wanted)
    results.push_back({.ids = setup_.request.prefix, .score = kOutOfPlay, .finish_reason = FinishReason::kStop});
  return results;
}

}  // namespace godel
