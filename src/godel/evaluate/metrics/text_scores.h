// SPDX-License-Identifier: MIT
// Every score of texts against references, of each example and of all together.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/thread_pool.h"
#include "godel/evaluate/metrics/answer_scores.h"
#include "godel/evaluate/metrics/bleu.h"
#include "godel/evaluate/metrics/nist.h"
#include "godel/evaluate/metrics/rouge.h"
#include "godel/evaluate/metrics/sacre_bleu.h"

namespace godel {

// Families of scores that are computed together.
enum class TextMetric : uint8_t {
  kBleu,       // sacreBLEU
  kGodelBleu,  // GODEL's corpus BLEU-4
  kRouge,      // ROUGE-1, -2, -L, -Lsum
  kF1,         // over words; knowledge F1
  kAnswers,    // CoQA's exact match and F1
  kNist,       // NIST-2 and -4
  kMeteor,     // with exact and stem matches
  kVariety,    // distinct-1 and -2, entropy-4
};
const std::set<TextMetric>& AllTextMetrics();

// "bleu", "godel-bleu", "rouge", "f1", "answers", "nist", "meteor", "variety".
std::string_view ToString(TextMetric metric);
std::optional<TextMetric> ParseTextMetric(std::string_view name);

struct TextScoreOptions {
  std::set<TextMetric> metrics = AllTextMetrics();
  SacreBleuOptions sacre_bleu = {};
  RougeStemming rouge_stemming = RougeStemming::kPorter;
  size_t bootstrap_samples = 0;  // for ROUGE's intervals; 0 leaves them out
  uint64_t seed = 1;
  ThreadPool* threads = nullptr;  // nullptr: the calling thread alone; scores do not depend on it
};

// Texts side by side: hypotheses[i] is compared with all of references[i].
struct TextPairs {
  std::span<const std::string> hypotheses;
  std::span<const std::vector<std::string>> references;
  std::span<const std::string> knowledge;  // [i]: what it could draw on, or empty; or none at all
};

// Of one example. What was not asked for is 0.
struct ExampleScores {
  BleuCounts sacre_bleu;
  BleuCounts godel_bleu;
  RougeScores rouge;
  NistCounts nist;
  AnswerScores answer;
  double f1 = 0;
  std::optional<double> knowledge_f1;  // nullopt without knowledge
  double meteor = 0;
  size_t words = 0;  // of NormalizeAnswer; for kVariety and all that compare these words
};

// Low, middle and high quantile (2.5, 50, 97.5 %) of the means of resamples, as rouge-score's BootstrapAggregator.
struct MeanInterval {
  double low = 0;
  double mid = 0;
  double high = 0;
};

struct RougeSummary {
  RougeScore mean;
  std::optional<MeanInterval> f1;  // nullopt without bootstrap
};

struct TextScores {
  BleuScore sacre_bleu;
  BleuScore godel_bleu;
  double godel_bleu_smoothed = 0;
  std::array<RougeSummary, kRougeTypes> rouge;  // [RougeType]
  double exact_match = 0;
  double answer_f1 = 0;
  double f1 = 0;
  std::optional<double> knowledge_f1;  // nullopt without any knowledge
  double nist_2 = 0;
  double nist_4 = 0;
  double meteor = 0;
  double distinct_1 = 0;
  double distinct_2 = 0;
  double entropy_4 = 0;
  double mean_length = 0;  // words of NormalizeAnswer
  size_t examples = 0;
  size_t empty_hypotheses = 0;           // without anything but white space; they score 0
  std::optional<size_t> references = 1;  // of each; nullopt when they have different numbers
};

struct ScoredTexts {
  TextScores total;
  std::vector<ExampleScores> examples;
};

// A text may have so many words; ROUGE-L compares every word with every other one.
inline constexpr size_t kMaxWordsPerText = size_t{1} << 15;

// Invalid UTF-8 counts as U+FFFD. METEOR, F1 and variety see the words of NormalizeAnswer, NIST those of 13a in lower
// case. Error: kInvalidArgument when the texts are not of one number, or one has no reference; kResourceExhausted for a
// text above kMaxWordsPerText. Messages count examples from 1.
Result<ScoredTexts> ComputeTextScores(const TextPairs& pairs, const TextScoreOptions& options = {});

// BLEU of one example by itself: with effective order, whatever the options say.
double SentenceBleu(const ExampleScores& example, SacreBleuOptions options);

}  // namespace godel
