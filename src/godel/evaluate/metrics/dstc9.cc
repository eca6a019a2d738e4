// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/dstc9.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "godel/evaluate/metrics/bleu.h"
#include "godel/evaluate/metrics/common_subsequence.h"
#include "godel/evaluate/metrics/meteor.h"
#include "godel/evaluate/metrics/normalize_answer.h"
#include "godel/evaluate/metrics/text_scores.h"

namespace godel {
namespace {

constexpr size_t kBest = 5;

// What the turns that both sides mark add up to.
struct Sums {
  Dstc9Scores scores;  // but for detection
  size_t both = 0;
  size_t labels = 0;
  size_t outputs = 0;
};

// Where the first right snippet of the best `limit` stands, from 1; 0 when there is none.
size_t RankOf(std::span<const Dstc9Snippet> right, std::span<const Dstc9Snippet> found, size_t limit) {
  for (size_t i = 0; i < std::min(limit, found.size()); ++i) {
    if (std::ranges::find(right, found[i]) != right.end()) return i + 1;
  }
  return 0;
}

// The epsilon is the official script's library's.
double F1(double shared, double hypothesis, double reference) {
  if (hypothesis == 0 || reference == 0) return 0;
  const double precision = shared / hypothesis, recall = shared / reference;
  return 2 * precision * recall / (precision + recall + 1e-8);
}

double RougeL(const WordIdList& hypothesis, const WordIdList& reference) {
  std::unordered_set<WordId> shared;
  for (const size_t at : CommonSubsequence(hypothesis, reference)) shared.insert(hypothesis[at]);
  const std::unordered_set<WordId> of_hypothesis(hypothesis.begin(), hypothesis.end());
  const std::unordered_set<WordId> of_reference(reference.begin(), reference.end());
  return F1(static_cast<double>(shared.size()), static_cast<double>(of_hypothesis.size()),
            static_cast<double>(of_reference.size()));
}

class ResponseScorer {
 public:
  Status AddTo(const std::string& hypothesis, const std::string& reference, Dstc9Scores* sums) {
    const WordIdList words = Read(hypothesis), right = Read(reference);
    if (const size_t longest = std::max(words.size(), right.size()); longest > kMaxWordsPerText)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("a response of {} words; it may have {}", longest, kMaxWordsPerText));
    const BleuCounts counts = CountBleu(words, std::span(&right, 1), ReferenceLength::kShortest, &matcher_);
    const double brevity = ComputeBleu(counts).brevity_penalty;
    double log_sum = 0;
    for (size_t n = 1; n <= BleuCounts::kMaxOrder; ++n) {
      const auto matches = static_cast<double>(counts.matches[n - 1]);
      const auto possible = static_cast<double>(std::max<size_t>(1, counts.possible[n - 1]));
      log_sum += std::log(matches / possible);  // -inf for 0, which makes the score 0
      sums->bleu[n - 1] += brevity * std::exp(log_sum / static_cast<double>(n));
    }
    const auto rouge = [&](size_t n) {
      return F1(static_cast<double>(counts.matches[n - 1]), static_cast<double>(NgramsOf(words.size(), n)),
                static_cast<double>(NgramsOf(right.size(), n)));
    };
    sums->rouge_1 += rouge(1);
    sums->rouge_2 += rouge(2);
    sums->rouge_l += RougeL(words, right);
    sums->meteor += meteor_.Score(words, right, ids_);
    return {};
  }

 private:
  WordIdList Read(std::string_view text) {
    const std::string normalized = NormalizeAnswer(text);
    return ids_.IdsOf(SplitWords(normalized));
  }

  WordIds ids_;
  NgramMatcher matcher_;
  MeteorScorer meteor_;
};

// F1 of a sum's shares of the turns that each side marks.
double OverTurns(double sum, const Sums& sums) {
  if (sums.outputs == 0 || sums.labels == 0) return 0;
  const double precision = sum / static_cast<double>(sums.outputs), recall = sum / static_cast<double>(sums.labels);
  return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
}

Dstc9Scores Finish(const Sums& sums) {
  Dstc9Scores scores = sums.scores;
  for (double* const score :
       {&scores.mrr_at_5, &scores.recall_at_1, &scores.recall_at_5, &scores.bleu[0], &scores.bleu[1], &scores.bleu[2],
        &scores.bleu[3], &scores.meteor, &scores.rouge_1, &scores.rouge_2, &scores.rouge_l})
    *score = OverTurns(*score, sums);
  const auto both = static_cast<double>(sums.both);
  scores.detection_precision = sums.outputs == 0 ? 0 : both / static_cast<double>(sums.outputs);
  scores.detection_recall = sums.labels == 0 ? 0 : both / static_cast<double>(sums.labels);
  scores.detection_f1 = OverTurns(both, sums);
  return scores;
}

}  // namespace

Result<Dstc9Scores> ComputeDstc9Scores(std::span<const Dstc9Turn> labels, std::span<const Dstc9Turn> outputs) {
  if (labels.size() != outputs.size())
    return Fail(ErrorCode::kInvalidArgument, fmt::format("expected an output for each label; there are {} labels and "
                                                         "{} outputs",
                                                         labels.size(), outputs.size()));
  Sums sums;
  ResponseScorer responses;
  for (size_t i = 0; i < labels.size(); ++i) {
    const Dstc9Turn &label = labels[i], &output = outputs[i];
    sums.labels += label.needs_knowledge ? 1 : 0;
    sums.outputs += output.needs_knowledge ? 1 : 0;
    if (!label.needs_knowledge || !output.needs_knowledge) continue;
    ++sums.both;
    const size_t rank = RankOf(label.knowledge, output.knowledge, kBest);
    sums.scores.mrr_at_5 += rank == 0 ? 0 : 1 / static_cast<double>(rank);
    sums.scores.recall_at_1 += rank == 1 ? 1 : 0;
    sums.scores.recall_at_5 += rank > 0 ? 1 : 0;
    auto added = responses.AddTo(output.response, label.response, &sums.scores);
    if (!added) return Within(fmt::format("turn {}", i + 1), std::move(added.error()));
  }
  return Finish(sums);
}

}  // namespace godel
