// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/rouge.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "godel/evaluate/metrics/common_subsequence.h"
#include "godel/evaluate/metrics/porter_stemmer.h"

namespace godel {
namespace {

RougeScore ScoreOf(size_t shared, size_t hypothesis, size_t reference) {
  RougeScore score;
  if (shared == 0) return score;
  score.precision = static_cast<double>(shared) / static_cast<double>(hypothesis);
  score.recall = static_cast<double>(shared) / static_cast<double>(reference);
  score.f1 = 2 * score.precision * score.recall / (score.precision + score.recall);
  return score;
}

// ROUGE-Lsum's hits: each sentence of the reference has the union of what it shares with the hypothesis' sentences, and
// no word counts more often than both texts have it.
size_t UnionHits(std::span<const WordIdList> hypothesis, std::span<const WordIdList> reference) {
  std::unordered_map<WordId, size_t> left_in_hypothesis, left_in_reference;
  for (const WordIdList& sentence : hypothesis) {
    for (const WordId word : sentence) ++left_in_hypothesis[word];
  }
  for (const WordIdList& sentence : reference) {
    for (const WordId word : sentence) ++left_in_reference[word];
  }
  size_t hits = 0;
  for (const WordIdList& sentence : reference) {
    std::vector<bool> shared(sentence.size());
    for (const WordIdList& other : hypothesis) {
      for (const size_t at : CommonSubsequence(sentence, other)) shared[at] = true;
    }
    for (size_t at = 0; at < sentence.size(); ++at) {
      if (!shared[at]) continue;
      size_t& in_hypothesis = left_in_hypothesis[sentence[at]];
      size_t& in_reference = left_in_reference[sentence[at]];
      if (in_hypothesis == 0 || in_reference == 0) continue;
      --in_hypothesis;
      --in_reference;
      ++hits;
    }
  }
  return hits;
}

std::span<const WordIdList> SentencesOf(const RougeText& text) {
  return text.sentences.empty() ? std::span(&text.words, 1) : std::span(text.sentences);
}

}  // namespace

WordId RougeScorer::StemOf(std::string_view word) {
  const WordId id = words_.IdOf(word);
  if (id == stem_of_.size()) {
    const bool stems = stemming_ == RougeStemming::kPorter && word.size() > 3;
    stem_of_.push_back(stems ? stems_.IdOf(PorterStem(word)) : stems_.IdOf(word));
  }
  return stem_of_[id];
}

WordIdList RougeScorer::ReadLine(std::string_view line) {
  WordIdList ids;
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    ids.push_back(StemOf(word));
    word.clear();
  };
  for (size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      word += c;
    } else if (c >= 'A' && c <= 'Z') {
      word += static_cast<char>(c - 'A' + 'a');
    } else if (line.substr(at).starts_with("\u212A")) {  // the Kelvin sign, which is k in lower case
      word += 'k';
      at += 2;
    } else if (line.substr(at).starts_with("\u0130")) {  // İ, which is i and a dot in lower case
      word += 'i';
      end_word();
      ++at;
    } else {
      end_word();
    }
  }
  end_word();
  return ids;
}

RougeText RougeScorer::Read(std::string_view text) {
  RougeText read{.words = ReadLine(text), .sentences = {}};
  if (text.find('\n') == std::string_view::npos) return read;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) read.sentences.push_back(ReadLine(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return read;
}

RougeScores RougeScorer::Score(const RougeText& hypothesis, const RougeText& reference) {
  RougeScores scores;
  const size_t words = hypothesis.words.size(), reference_words = reference.words.size();
  std::array<size_t, 2> shared{};
  matcher_.Clear();
  matcher_.Match(hypothesis.words, std::span(&reference.words, 1), shared.size(),
                 [&](NgramMatcher::Node, size_t order) { ++shared[order - 1]; });
  for (size_t n = 1; n <= shared.size(); ++n)
    scores[n - 1] = ScoreOf(shared[n - 1], NgramsOf(words, n), NgramsOf(reference_words, n));
  const size_t in_order = CommonSubsequenceLength(hypothesis.words, reference.words);
  scores[static_cast<size_t>(RougeType::kL)] = ScoreOf(in_order, words, reference_words);
  // Of two single sentences the union is the subsequence.
  const bool single = hypothesis.sentences.empty() && reference.sentences.empty();
  const size_t hits = single ? in_order : UnionHits(SentencesOf(hypothesis), SentencesOf(reference));
  scores[static_cast<size_t>(RougeType::kLsum)] = ScoreOf(hits, words, reference_words);
  return scores;
}

RougeScores RougeScorer::ScoreBest(const RougeText& hypothesis, std::span<const RougeText> references) {
  RougeScores best;
  for (size_t r = 0; r < references.size(); ++r) {
    const RougeScores scores = Score(hypothesis, references[r]);
    for (size_t type = 0; type < kRougeTypes; ++type) {
      if (r == 0 || scores[type].f1 > best[type].f1) best[type] = scores[type];
    }
  }
  return best;
}

std::string_view ToString(RougeType type) {
  switch (type) {
    case RougeType::k1:
      return "rouge1";
    case RougeType::k2:
      return "rouge2";
    case RougeType::kL:
      return "rougeL";
    case RougeType::kLsum:
      break;
  }
  return "rougeLsum";
}

}  // namespace godel
