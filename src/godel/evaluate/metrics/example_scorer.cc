// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/example_scorer.h"

#include <algorithm>
#include <vector>

#include "godel/evaluate/metrics/normalize_answer.h"
#include "godel/evaluate/metrics/python_text.h"
#include "godel/evaluate/metrics/unigram_f1.h"

namespace godel {

BleuCounts ExampleScorer::CountSacreBleu(std::string_view hypothesis, std::span<const std::string> references) {
  const auto read = [&](std::string_view text) {
    const std::string prepared = PrepareForSacreBleu(text, options_.sacre_bleu);
    return words_.IdsOf(SplitLikePython(prepared));
  };
  std::vector<WordIdList> reference_words;
  reference_words.reserve(references.size());
  for (const std::string& reference : references) reference_words.push_back(read(reference));
  return CountBleu(read(hypothesis), reference_words, ReferenceLength::kClosest, &matcher_);
}

void ExampleScorer::ScoreNormalized(std::string_view hypothesis, std::span<const std::string> references,
                                    std::string_view knowledge, ExampleScores* scores) {
  const auto read = [&](std::string_view text) {
    const std::string normalized = NormalizeAnswer(text);
    return words_.IdsOf(SplitWords(normalized));
  };
  const WordIdList words = read(hypothesis);
  scores->words = words.size();
  std::vector<WordIdList> reference_words;
  for (const std::string& reference : references) reference_words.push_back(read(reference));
  if (Wants(TextMetric::kGodelBleu))
    scores->godel_bleu = CountBleu(words, reference_words, ReferenceLength::kShortest, &matcher_);
  for (const WordIdList& reference : reference_words) {
    if (Wants(TextMetric::kF1)) scores->f1 = std::max(scores->f1, UnigramF1(words, reference));
    if (Wants(TextMetric::kMeteor)) scores->meteor = std::max(scores->meteor, meteor_.Score(words, reference, words_));
  }
  if (Wants(TextMetric::kF1) && !knowledge.empty()) scores->knowledge_f1 = UnigramF1(words, read(knowledge));
}

RougeScores ExampleScorer::ScoreRouge(std::string_view hypothesis, std::span<const std::string> references) {
  std::vector<RougeText> texts;
  texts.reserve(references.size());
  for (const std::string& reference : references) texts.push_back(rouge_.Read(reference));
  return rouge_.ScoreBest(rouge_.Read(hypothesis), texts);
}

AnswerScores ExampleScorer::ScoreAnswers(std::string_view hypothesis, std::span<const std::string> references) {
  std::vector<Answer> gold;
  gold.reserve(references.size());
  for (const std::string& reference : references) gold.push_back(ReadAnswer(reference, &words_));
  return ScoreAnswer(ReadAnswer(hypothesis, &words_), gold);
}

ExampleScores ExampleScorer::Score(std::string_view hypothesis, std::span<const std::string> references,
                                   std::string_view knowledge) {
  ExampleScores scores;
  if (Wants(TextMetric::kBleu)) scores.sacre_bleu = CountSacreBleu(hypothesis, references);
  if (Wants(TextMetric::kRouge)) scores.rouge = ScoreRouge(hypothesis, references);
  if (Wants(TextMetric::kAnswers)) scores.answer = ScoreAnswers(hypothesis, references);
  ScoreNormalized(hypothesis, references, knowledge, &scores);
  return scores;
}

}  // namespace godel
