// SPDX-License-Identifier: MIT
// Greedy decoding and sampling: sequences that do not know of each other.
#pragma once
#include <vector>

#include "godel/generation/candidates.h"
#include "godel/generation/search_setup.h"

namespace godel {

// num_return_sequences sequences, a row each after the first step. Results come in the order of their numbers.
class SingleSearch : public TokenSearch {
 public:
  explicit SingleSearch(SearchSetup setup);

  std::span<const RowStep> rows() const override { return rows_; }
  void Advance(std::span<float> logits) override;
  void Stop() override;
  std::vector<Hypothesis> TakeResults() override;

 private:
  struct Sequence {
    std::vector<TokenId> ids;
    double score = 0;
    FinishReason finish_reason = FinishReason::kStop;
  };
  struct Choice {
    TokenId token;
    double log_prob;
  };

  // Makes a processed row ready for DrawFrom.
  void PrepareDraw(std::span<const float> scores);
  Choice Draw(size_t sequence) const;
  // Adds the choice; false when the sequence is over.
  bool Append(const Choice& choice, bool too_late, Sequence* sequence);

  SearchSetup setup_;
  std::vector<Sequence> sequences_;
  std::vector<size_t> live_;  // number of the sequence of each row; in the first step all of them share row 0
  std::vector<RowStep> rows_;
  // Of the row at hand, reused so that a step allocates nothing.
  Candidates candidates_;
  std::vector<float> weights_;
  double weight_sum_ = 0;
  float best_score_ = 0;
  size_t best_id_ = 0;
};

}  // namespace godel
