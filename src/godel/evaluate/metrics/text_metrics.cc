// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/text_metrics.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/evaluate/metrics/bleu.h"
#include "godel/evaluate/metrics/distinct_n.h"
#include "godel/evaluate/metrics/normalize_answer.h"
#include "godel/evaluate/metrics/unigram_f1.h"

namespace godel {
namespace {

struct MeanOf {
  double sum = 0;
  size_t count = 0;

  void Add(double value) {
    sum += value;
    ++count;
  }
  double Mean() const { return count == 0 ? 0 : sum / static_cast<double>(count); }
};

}  // namespace

Result<TextMetrics> ComputeTextMetrics(std::span<const std::string> hypotheses,
                                       std::span<const std::vector<std::string>> references,
                                       std::span<const std::string> knowledge) {
  if (references.size() != hypotheses.size() || knowledge.size() != hypotheses.size())
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("metrics need as many references and knowledge texts as replies; there are {} replies, "
                            "{} lists of references and {} knowledge texts",
                            hypotheses.size(), references.size(), knowledge.size()));
  BleuCounts bleu;
  MeanOf f1, knowledge_f1, length;
  DistinctNgrams distinct_1(1), distinct_2(2);
  for (size_t i = 0; i < hypotheses.size(); ++i) {
    if (references[i].empty())
      return Fail(ErrorCode::kInvalidArgument, fmt::format("reply {} has no reference to be compared with", i));
    const std::string hypothesis = NormalizeAnswer(hypotheses[i]);
    const Words words = SplitWords(hypothesis);
    std::vector<std::string> normalized;
    normalized.reserve(references[i].size());
    for (const std::string& reference : references[i]) normalized.push_back(NormalizeAnswer(reference));
    std::vector<Words> reference_words;
    reference_words.reserve(normalized.size());
    for (const std::string& reference : normalized) reference_words.push_back(SplitWords(reference));

    bleu.Add(words, reference_words);
    double best = 0;
    for (const Words& reference : reference_words) best = std::max(best, UnigramF1(words, reference));
    f1.Add(best);
    if (!knowledge[i].empty()) {
      const std::string known = NormalizeAnswer(knowledge[i]);
      knowledge_f1.Add(UnigramF1(words, SplitWords(known)));
    }
    distinct_1.Add(words);
    distinct_2.Add(words);
    length.Add(static_cast<double>(words.size()));
  }
  TextMetrics metrics{.bleu = ComputeBleu(bleu).bleu,
                      .bleu_smoothed = ComputeBleu(bleu, BleuSmoothing::kAddOne).bleu,
                      .f1 = f1.Mean(),
                      .knowledge_f1 = {},
                      .distinct_1 = distinct_1.Ratio(),
                      .distinct_2 = distinct_2.Ratio(),
                      .mean_length = length.Mean(),
                      .examples = hypotheses.size()};
  if (knowledge_f1.count > 0) metrics.knowledge_f1 = knowledge_f1.Mean();
  return metrics;
}

}  // namespace godel
