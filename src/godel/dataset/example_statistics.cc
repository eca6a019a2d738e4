// SPDX-License-Identifier: MIT
#include "godel/dataset/example_statistics.h"

#include <bit>
#include <cmath>

#include "godel/dataset/example_json.h"
#include "godel/dataset/split.h"

namespace godel {

size_t LengthCounts::total() const {
  size_t total = 0;
  for (const auto& [length, count] : counts_) total += count;
  return total;
}

double LengthCounts::Mean() const {
  double sum = 0;
  for (const auto& [length, count] : counts_) sum += static_cast<double>(length) * static_cast<double>(count);
  return counts_.empty() ? 0 : sum / static_cast<double>(total());
}

size_t LengthCounts::Quantile(double share) const {
  const double wanted = std::ceil(share * static_cast<double>(total()));
  size_t seen = 0;
  for (const auto& [length, count] : counts_) {
    seen += count;
    if (static_cast<double>(seen) >= wanted) return length;
  }
  return 0;
}

std::vector<LengthCounts::Bin> LengthCounts::Histogram() const {
  std::vector<Bin> bins;
  for (const auto& [length, count] : counts_) {
    // Bin 0 holds 0, and bin n the lengths of n bits.
    const auto bits_of = [](size_t n) { return static_cast<size_t>(std::bit_width(n)); };
    const size_t bits = bits_of(length);
    for (size_t next = bins.empty() ? bits : bits_of(bins.back().first) + 1; next <= bits; ++next) {
      const size_t first = next == 0 ? 0 : size_t{1} << (next - 1);
      bins.push_back({.first = first, .last = next == 0 ? 0 : first + (first - 1), .count = 0});
    }
    bins.back().count += count;
  }
  return bins;
}

Status AddTo(const Example& example, const CountTokens& count, ExampleStatistics* statistics) {
  constexpr size_t kMaxInstructions = 20;
  GODEL_TRY(const size_t context, count(JoinTurns(example.context)));
  GODEL_TRY(const size_t response, count(example.response));
  ++statistics->examples;
  statistics->turns.Add(example.context.size());
  statistics->context.Add(context);
  statistics->response.Add(response);
  if (!example.knowledge.empty()) {
    GODEL_TRY(const size_t knowledge, count(example.knowledge));
    statistics->knowledge.Add(knowledge);
  }
  if (example.dialog.empty())
    ++statistics->without_dialog;
  else
    statistics->dialogs.insert(DialogHash(example));
  if (!example.instruction.empty()) {
    auto& instructions = statistics->instructions;
    const bool room = instructions.size() < kMaxInstructions || instructions.contains(example.instruction);
    ++instructions[room ? example.instruction : "..."];
  }
  return {};
}

size_t CountWords(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  size_t words = 0;
  for (size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos; ++words) {
    const size_t end = text.find_first_of(kSpace, at);
    at = end == std::string_view::npos ? end : text.find_first_not_of(kSpace, end);
  }
  return words;
}

}  // namespace godel
