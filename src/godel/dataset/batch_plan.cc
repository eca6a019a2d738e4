// SPDX-License-Identifier: MIT
#include "godel/dataset/batch_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "godel/dataset/hash_random.h"

namespace godel {
namespace {

// Of how many batches pairs are sorted together: large enough that a batch's lengths are alike, small enough that a
// batch is still a random sample of the epoch.
constexpr size_t kBatchesInWindow = 64;

constexpr double kWeightUnit = 0x1p32;
constexpr double kMaxWeight = 1e6;

// How often the pair with this phase, uniform in [0, 2^32), comes in `epoch`. Phases differ, so each epoch holds about
// `weight` of the source; and a pair comes after every 1 / weight epochs, as evenly as whole numbers allow, so that a
// quarter of a source is another quarter each time until all of it was read.
uint64_t PassesOf(uint64_t weight, uint32_t phase, uint64_t epoch) {
  const uint64_t before = static_cast<uint32_t>(weight * epoch) + uint64_t{phase};  // modulo a whole pass
  return ((before + weight) >> 32) - (before >> 32);
}

std::vector<uint32_t> PairsOfEpoch(const NumberedPairs& pairs, uint64_t seed, uint64_t epoch) {
  std::vector<uint32_t> chosen;
  size_t expected = 0;
  for (size_t s = 0; s < pairs.sources(); ++s)
    expected += static_cast<size_t>(static_cast<double>(pairs.source(s).size()) * static_cast<double>(pairs.weight(s)) /
                                    kWeightUnit * 1.01);
  chosen.reserve(expected);
  for (size_t s = 0; s < pairs.sources(); ++s) {
    for (uint32_t pair = pairs.start(s); pair < pairs.start(s + 1); ++pair) {
      const uint64_t phase = HashOf({static_cast<uint64_t>(DrawPurpose::kPassPhase), seed, s, pair - pairs.start(s)});
      const uint64_t passes = PassesOf(pairs.weight(s), static_cast<uint32_t>(phase), epoch);
      chosen.insert(chosen.end(), passes, pair);
    }
  }
  if (!chosen.empty()) return chosen;
  // Few pairs with a small weight: one of them, rather than an epoch with nothing in it.
  size_t s = 0;
  while (pairs.weight(s) == 0 || pairs.source(s).size() == 0) ++s;
  RandomSequence random(HashOf({static_cast<uint64_t>(DrawPurpose::kOnlyPair), seed, epoch}));
  return {pairs.start(s) + random.Below(pairs.start(s + 1) - pairs.start(s))};
}

// Sorts windows of some batches' pairs by length. Every other window falls, so that the pairs on both sides of a border
// are alike too and batches may run over it.
void SortInWindows(const NumberedPairs& pairs, const BatchOptions& options, std::vector<uint32_t>* order) {
  struct Entry {
    PairLengths lengths;
    uint32_t pair;
  };
  const auto is_shorter = [](const Entry& a, const Entry& b) {
    return a.lengths.input != b.lengths.input ? a.lengths.input < b.lengths.input : a.lengths.target < b.lengths.target;
  };
  std::vector<Entry> window;
  size_t done = 0, tokens = 0;
  bool rising = true;
  for (size_t i = 0; i < order->size(); ++i) {
    const uint32_t pair = (*order)[i];
    window.push_back({pairs.LengthsOf(pair), pair});
    tokens += size_t{window.back().lengths.input} + window.back().lengths.target;
    const bool is_full = (options.max_tokens > 0 && tokens / kBatchesInWindow >= options.max_tokens) ||
                         (options.max_examples > 0 && window.size() / kBatchesInWindow >= options.max_examples);
    if (!is_full && i + 1 < order->size()) continue;
    // Stable: the order of equal lengths must not be the library's choice.
    if (rising)
      std::stable_sort(window.begin(), window.end(), is_shorter);
    else
      std::stable_sort(window.begin(), window.end(), [&](const Entry& a, const Entry& b) { return is_shorter(b, a); });
    for (const Entry& entry : window) (*order)[done++] = entry.pair;
    window.clear();
    tokens = 0;
    rising = !rising;
  }
}

// Where batches begin when each takes as many of the following pairs as the bounds allow.
std::vector<uint32_t> CutInBatches(const NumberedPairs& pairs, const BatchOptions& options,
                                   const std::vector<uint32_t>& order) {
  std::vector<uint32_t> begins = {0};
  size_t examples = 0, longest_input = 0, longest_target = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const PairLengths lengths = pairs.LengthsOf(order[i]);
    longest_input = std::max<size_t>(longest_input, lengths.input);
    longest_target = std::max<size_t>(longest_target, lengths.target);
    ++examples;
    const bool too_many = options.max_examples > 0 && examples > options.max_examples;
    const bool too_long = options.max_tokens > 0 && examples * (longest_input + longest_target) > options.max_tokens;
    if (examples == 1 || (!too_many && !too_long)) continue;
    begins.push_back(static_cast<uint32_t>(i));
    examples = 1;
    longest_input = lengths.input;
    longest_target = lengths.target;
  }
  begins.push_back(static_cast<uint32_t>(order.size()));
  return begins;
}

Status CheckLengths(const MixedSource& source, size_t s, size_t max_tokens) {
  for (size_t i = 0; max_tokens > 0 && i < source.source->size(); ++i) {
    const PairLengths lengths = source.source->LengthsOf(i);
    if (size_t{lengths.input} + lengths.target <= max_tokens) continue;
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("pair {} of data source {} has {} input and {} target tokens, but a batch may hold {} in "
                            "all; allow more tokens a batch or cut the examples shorter",
                            i, s, lengths.input, lengths.target, max_tokens));
  }
  return {};
}

}  // namespace

Result<NumberedPairs> NumberedPairs::Create(std::vector<MixedSource> sources, const BatchOptions& options) {
  NumberedPairs pairs;
  size_t all = 0;
  double in_epoch = 0;
  for (size_t s = 0; s < sources.size(); ++s) {
    const MixedSource& mixed = sources[s];
    if (!mixed.source || !(mixed.weight >= 0 && mixed.weight <= kMaxWeight))
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("data source {}: expected pairs and a weight from 0 to {}, "
                              "found {} and {}",
                              s, kMaxWeight, mixed.source ? "pairs" : "none", mixed.weight));
    GODEL_TRY_STATUS(CheckLengths(mixed, s, options.max_tokens));
    const auto weight = static_cast<uint64_t>(std::round(mixed.weight * kWeightUnit));
    const size_t size = mixed.source->size();
    all += std::min<size_t>(size, std::numeric_limits<uint32_t>::max());
    // An epoch holds at most ceil(weight) of each pair.
    in_epoch += static_cast<double>(size) * std::ceil(mixed.weight);
    if (all >= std::numeric_limits<uint32_t>::max() || in_epoch >= kWeightUnit - 1)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("data source {}: with it an epoch has {:.0f} pairs; fewer than 2^32 are possible, lower "
                              "the weights or split the data",
                              s, std::max(in_epoch, static_cast<double>(all))));
    pairs.weights_.push_back(weight);
    pairs.starts_.push_back(static_cast<uint32_t>(all));
  }
  const auto is_read = [&](size_t s) { return pairs.weights_[s] > 0 && sources[s].source->size() > 0; };
  bool any = false;
  for (size_t s = 0; s < sources.size(); ++s) any = any || is_read(s);
  if (!any)
    return Fail(
        ErrorCode::kInvalidArgument,
        fmt::format("there is nothing to train on: {} data sources without a pair or with weight 0", sources.size()));
  pairs.sources_ = std::move(sources);
  return pairs;
}

NumberedPairs::Place NumberedPairs::PlaceOf(uint32_t pair) const {
  // The last source that starts at or before it; those without pairs start where the next one does.
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), pair);
  const auto s = static_cast<size_t>(next - starts_.begin()) - 1;
  return {s, pair - starts_[s]};
}

PairLengths NumberedPairs::LengthsOf(uint32_t pair) const {
  const Place place = PlaceOf(pair);
  return sources_[place.source].source->LengthsOf(place.pair);
}

BatchPlan PlanEpoch(const NumberedPairs& pairs, const BatchOptions& options, size_t epoch) {
  const auto random = [&](DrawPurpose purpose) {
    return RandomSequence(HashOf({static_cast<uint64_t>(purpose), options.seed, epoch}));
  };
  BatchPlan plan;
  plan.pairs = PairsOfEpoch(pairs, options.seed, epoch);
  if (options.shuffle) Shuffle(std::span(plan.pairs), random(DrawPurpose::kPairOrder));
  if (options.group_by_length) SortInWindows(pairs, options, &plan.pairs);
  plan.begins = CutInBatches(pairs, options, plan.pairs);
  plan.order.resize(plan.begins.size() - 1);
  std::iota(plan.order.begin(), plan.order.end(), 0U);
  if (options.shuffle) Shuffle(std::span(plan.order), random(DrawPurpose::kBatchOrder));
  return plan;
}

}  // namespace godel
