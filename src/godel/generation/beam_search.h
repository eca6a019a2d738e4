// SPDX-License-Identifier: MIT
// Beam search and beam sampling, step for step as transformers' vectorised `_beam_search` (4.50 and later).
#pragma once
#include <vector>

#include "godel/generation/candidates.h"
#include "godel/generation/search_setup.h"

namespace godel {

// num_beams running sequences, and as many slots for finished ones, both best first. Scores are sums of float32
// log-probabilities, as the reference adds them. -1e9 stands for "not really there": the running sequences but the
// first begin with it, because all are equal then.
class BeamSearch : public TokenSearch {
 public:
  explicit BeamSearch(SearchSetup setup);

  std::span<const RowStep> rows() const override { return rows_; }
  void Advance(std::span<float> logits) override;
  void Stop() override { rows_.clear(); }
  std::vector<Hypothesis> TakeResults() override;

 private:
  struct Running {
    std::vector<TokenId> ids;
    float score;
    size_t row;  // of the step at hand; in the first step all share row 0
  };
  struct Slot {
    std::vector<TokenId> ids;
    float score;
    bool is_finished = false;
    FinishReason finish_reason = FinishReason::kStop;
  };
  struct Continuation {
    float score;
    size_t beam;
    TokenId token;
    std::optional<FinishReason> finish = std::nullopt;
  };

  void ProcessRows(std::span<float> logits);
  std::vector<Continuation> BestContinuations(std::span<const float> scores) const;
  std::vector<Continuation> DrawContinuations(std::span<const float> scores);
  void MarkFinished(std::vector<Continuation>* continuations) const;
  std::vector<TokenId> IdsOf(const Continuation& continuation) const;
  void UpdateSlots(const std::vector<Continuation>& continuations);
  void UpdateRunning(const std::vector<Continuation>& continuations);
  bool AllSlotsFinished() const;
  // Whether a running sequence might still beat the worst finished one.
  bool ImprovementPossible() const;
  float LengthDivisor(size_t num_new) const;

  SearchSetup setup_;
  size_t num_continuations_;  // K, how many continuations a step looks at
  size_t length_;             // decoder ids of every running sequence
  bool improvement_possible_ = true;
  std::vector<Running> running_;
  std::vector<Slot> slots_;
  std::vector<RowStep> rows_;
  Candidates candidates_;
};

}  // namespace godel
