// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/sacre_bleu.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "godel/evaluate/metrics/python_text.h"

namespace godel {
namespace {

double SmoothingValue(const SacreBleuOptions& options) {
  if (options.smoothing_value) return *options.smoothing_value;
  return options.smoothing == SacreBleuSmoothing::kFloor ? 0.1 : 1;
}

double BrevityPenalty(double hypothesis, double reference) {
  if (hypothesis >= reference) return 1;
  return hypothesis > 0 ? std::exp(1 - reference / hypothesis) : 0;
}

}  // namespace

std::string PrepareForSacreBleu(std::string_view valid, const SacreBleuOptions& options) {
  if (!options.lowercase) return TokenizeForBleu(StripRightLikePython(valid), options.tokenizer);
  return TokenizeForBleu(StripRightLikePython(LowerLikePython(valid)), options.tokenizer);
}

BleuScore ComputeSacreBleu(const BleuCounts& counts, const SacreBleuOptions& options) {
  BleuScore score;
  const auto hypothesis = static_cast<double>(counts.hypothesis_length);
  const auto reference = static_cast<double>(counts.reference_length);
  score.brevity_penalty = BrevityPenalty(hypothesis, reference);
  score.length_ratio = reference > 0 ? hypothesis / reference : 0;
  if (std::ranges::all_of(counts.matches, [](size_t matches) { return matches == 0; })) return score;

  double halved = 1;
  size_t orders = BleuCounts::kMaxOrder;
  for (size_t i = 0; i < BleuCounts::kMaxOrder; ++i) {
    const double added = options.smoothing == SacreBleuSmoothing::kAddK && i > 0 ? SmoothingValue(options) : 0;
    double matches = static_cast<double>(counts.matches[i]) + added;
    const double possible = static_cast<double>(counts.possible[i]) + added;
    if (possible == 0) break;
    if (options.effective_order) orders = i + 1;
    if (matches == 0 && options.smoothing == SacreBleuSmoothing::kExp) matches = halved /= 2;
    if (matches == 0 && options.smoothing == SacreBleuSmoothing::kFloor) matches = SmoothingValue(options);
    score.precisions[i] = matches / possible;
  }
  double log_sum = 0;
  for (size_t i = 0; i < orders; ++i) log_sum += std::log(score.precisions[i]);  // -inf for 0, which makes the mean 0
  score.bleu = score.brevity_penalty * std::exp(log_sum / static_cast<double>(orders));
  return score;
}

std::string SacreBleuSignature(const SacreBleuOptions& options, std::optional<size_t> references,
                               std::string_view version) {
  std::string smoothing(ToString(options.smoothing));
  if (options.smoothing == SacreBleuSmoothing::kFloor || options.smoothing == SacreBleuSmoothing::kAddK)
    smoothing += fmt::format("[{:.2f}]", SmoothingValue(options));
  return fmt::format("nrefs:{}|case:{}|eff:{}|tok:{}|smooth:{}|version:godel-{}",
                     references ? std::to_string(*references) : "var", options.lowercase ? "lc" : "mixed",
                     options.effective_order ? "yes" : "no", ToString(options.tokenizer), smoothing, version);
}

std::string_view ToString(SacreBleuSmoothing smoothing) {
  switch (smoothing) {
    case SacreBleuSmoothing::kNone:
      return "none";
    case SacreBleuSmoothing::kFloor:
      return "floor";
    case SacreBleuSmoothing::kAddK:
      return "add-k";
    case SacreBleuSmoothing::kExp:
      break;
  }
  return "exp";
}

std::optional<SacreBleuSmoothing> ParseSacreBleuSmoothing(std::string_view name) {
  for (const auto smoothing :
       {SacreBleuSmoothing::kNone, SacreBleuSmoothing::kFloor, SacreBleuSmoothing::kAddK, SacreBleuSmoothing::kExp}) {
    if (ToString(smoothing) == name) return smoothing;
  }
  return std::nullopt;
}

}  // namespace godel
