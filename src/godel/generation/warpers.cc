// SPDX-License-Identifier: MIT
#include "godel/generation/warpers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "godel/generation/log_softmax.h"
#include "godel/generation/top_scores.h"

namespace godel {
namespace {

using Order = std::vector<size_t>;

// The score of the k-th best, or -inf when there are fewer: nothing is below it then.
float KthBest(const std::vector<float>& scores, size_t k) {
  TopScores<float> top(k);
  for (size_t i = 0; i < scores.size(); ++i) top.Offer(scores[i], i);
  const auto entries = top.Take();
  return entries.size() < k || k == 0 ? -std::numeric_limits<float>::infinity() : entries.back().score;
}

std::vector<float> Probabilities(const Candidates& candidates) {
  std::vector<float> probs(candidates.size());
  Softmax(candidates.scores, probs);
  return probs;
}

// Sorts `order` only as far as `visit(position)` wants to see it, best first by `before`.
template <class Before, class Visit>
void VisitSorted(Order* order, const Before& before, const Visit& visit) {
  size_t sorted = 0;
  for (size_t block = 64; sorted < order->size(); block *= 4) {
    const auto begin = order->begin() + static_cast<std::ptrdiff_t>(sorted);
    const size_t end = std::min(order->size(), sorted + block);
    const auto middle = order->begin() + static_cast<std::ptrdiff_t>(end);
    if (middle != order->end()) std::nth_element(begin, middle, order->end(), before);
    std::sort(begin, middle, before);
    for (; sorted < end; ++sorted)
      if (!visit((*order)[sorted])) return;
  }
}

// Drops what is less likely than `cutoff`, but never what is as good as the min_keep-th best.
void DropUnlikely(const std::vector<float>& probs, double cutoff, size_t min_keep, Candidates* candidates) {
  const auto limit = static_cast<float>(cutoff);
  const float always = KthBest(candidates->scores, std::min(min_keep, candidates->size()));
  candidates->Filter([&](size_t i) { return probs[i] >= limit || candidates->scores[i] >= always; });
}

// log-probabilities and entropy of the candidates.
struct Surprise {
  std::vector<float> log_probs;
  double entropy = 0;
};

Surprise SurpriseOf(const Candidates& candidates) {
  Surprise surprise{.log_probs = candidates.scores};
  LogSoftmax(surprise.log_probs);
  const std::vector<float> probs = Probabilities(candidates);
  for (size_t i = 0; i < probs.size(); ++i)
    if (probs[i] > 0) surprise.entropy -= static_cast<double>(probs[i]) * surprise.log_probs[i];
  return surprise;
}

}  // namespace

void WarpTemperature(double temperature, Candidates* candidates) {
  const auto divisor = static_cast<float>(temperature);
  for (float& score : candidates->scores) score /= divisor;
}

void WarpTopK(size_t k, Candidates* candidates) {
  if (k >= candidates->size()) return;
  const float limit = KthBest(candidates->scores, k);
  candidates->Filter([&](size_t i) { return candidates->scores[i] >= limit; });
}

void WarpTopP(double p, size_t min_keep, Candidates* candidates) {
  const std::vector<float> probs = Probabilities(*candidates);
  const double total = std::accumulate(probs.begin(), probs.end(), 0.0);
  const auto tail = static_cast<float>(1.0 - p);
  // The reference sorts upwards and drops while the running sum is within 1 - p. All below this limit together are
  // within it, so they need no sorting.
  const double certainly_dropped = 0.5 * tail / static_cast<double>(std::max<size_t>(1, probs.size()));
  Order order;
  for (size_t i = 0; i < probs.size(); ++i)
    if (probs[i] >= certainly_dropped) order.push_back(i);
  if (order.size() < min_keep) {
    order.resize(probs.size());
    std::iota(order.begin(), order.end(), size_t{0});
  }
  // Downwards, and of equal scores the later first, which is the reference's stable upward sort read backwards.
  const auto& scores = candidates->scores;
  const auto better = [&](size_t a, size_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a > b; };
  std::vector<bool> kept(probs.size(), false);
  size_t rank = 0;
  double above = 0;
  VisitSorted(&order, better, [&](size_t i) {
    if (rank >= min_keep && static_cast<float>(total - above) <= tail) return false;
    kept[i] = true;
    above += probs[i];
    ++rank;
    return true;
  });
  candidates->Filter([&](size_t i) { return kept[i]; });
}

void WarpMinP(double min_p, size_t min_keep, Candidates* candidates) {
  if (candidates->size() == 0) return;
  const std::vector<float> probs = Probabilities(*candidates);
  const float limit = static_cast<float>(min_p) * *std::max_element(probs.begin(), probs.end());
  TopScores<float> best(min_keep);
  for (size_t i = 0; i < candidates->size(); ++i) best.Offer(candidates->scores[i], i);
  std::vector<bool> kept(probs.size());
  for (size_t i = 0; i < probs.size(); ++i) kept[i] = probs[i] >= limit;
  for (const auto& entry : best.Take()) kept[entry.index] = true;
  candidates->Filter([&](size_t i) { return kept[i]; });
}

void WarpTypical(double p, size_t min_keep, Candidates* candidates) {
  if (candidates->size() == 0) return;
  const Surprise surprise = SurpriseOf(*candidates);
  const auto entropy = static_cast<float>(surprise.entropy);
  std::vector<float> distance(candidates->size());
  for (size_t i = 0; i < distance.size(); ++i) distance[i] = std::abs(-surprise.log_probs[i] - entropy);
  const std::vector<float> probs = Probabilities(*candidates);
  Order order(distance.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto nearer = [&](size_t a, size_t b) {
    return distance[a] != distance[b] ? distance[a] < distance[b] : a < b;
  };
  // The first position where the sum is no longer below p sets the limit; it and its equals stay.
  float limit = 0;
  double sum = 0;
  size_t rank = 0;
  std::vector<bool> kept(distance.size(), false);
  VisitSorted(&order, nearer, [&](size_t i) {
    const bool reached = static_cast<float>(sum) >= static_cast<float>(p) && rank > 0;
    if (!reached)
      limit = distance[i];
    else if (rank >= min_keep)
      return false;
    if (rank < min_keep) kept[i] = true;
    sum += probs[i];
    ++rank;
    return true;
  });
  candidates->Filter([&](size_t i) { return kept[i] || distance[i] <= limit; });
}

void WarpEpsilon(double cutoff, size_t min_keep, Candidates* candidates) {
  DropUnlikely(Probabilities(*candidates), cutoff, min_keep, candidates);
}

void WarpEta(double cutoff, size_t min_keep, Candidates* candidates) {
  const double eta = std::min(cutoff, std::sqrt(cutoff) * std::exp(-SurpriseOf(*candidates).entropy));
  DropUnlikely(Probabilities(*candidates), eta, min_keep, candidates);
}

void NormalizeCandidates(Candidates* candidates) {
  LogSoftmax(candidates->scores);
}

std::vector<Warper> MakeWarpers(const SamplingParams& params, size_t min_keep) {
  std::vector<Warper> warpers;
  const auto add = [&](bool wanted, Warper warper) {
    if (wanted) warpers.push_back(std::move(warper));
  };
  const auto proper = [](double cutoff) { return cutoff > 0 && cutoff < 1; };
  add(params.temperature != 1, [t = params.temperature](Candidates* c) { WarpTemperature(t, c); });
  add(params.top_k != 0, [k = std::max(params.top_k, min_keep)](Candidates* c) { WarpTopK(k, c); });
  add(params.top_p < 1, [p = params.top_p, min_keep](Candidates* c) { WarpTopP(p, min_keep, c); });
  add(params.min_p.has_value(), [p = params.min_p.value_or(0), min_keep](Candidates* c) { WarpMinP(p, min_keep, c); });
  add(params.typical_p < 1, [p = params.typical_p, min_keep](Candidates* c) { WarpTypical(p, min_keep, c); });
  add(proper(params.epsilon_cutoff),
      [e = params.epsilon_cutoff, min_keep](Candidates* c) { WarpEpsilon(e, min_keep, c); });
  add(proper(params.eta_cutoff), [e = params.eta_cutoff, min_keep](Candidates* c) { WarpEta(e, min_keep, c); });
  add(params.renormalize_logits, NormalizeCandidates);
  return warpers;
}

}  // namespace godel
