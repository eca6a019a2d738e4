// SPDX-License-Identifier: MIT
// Texts of any bytes get scores that are what scores can be, and files of DSTC9 an answer or an error.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "godel/evaluate/metrics/dstc9.h"
#include "godel/evaluate/metrics/score_list.h"

namespace {

using namespace godel;

// The parts between zero bytes.
std::vector<std::string> Parts(std::string_view bytes) {
  std::vector<std::string> parts(1);
  for (const char c : bytes) {
    if (c == '\0')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

bool IsPossible(const NamedScore& score) {
  return std::isfinite(score.value) && score.value >= 0 && (score.unit != ScoreUnit::kShare || score.value <= 1 + 1e-9);
}

void ScoreTexts(std::string_view bytes) {
  // The first byte chooses the tokenizer and the smoothing, each following triple is a hypothesis and its references.
  const auto choice = static_cast<unsigned char>(bytes.front());
  const std::vector<std::string> parts = Parts(bytes.substr(1));
  std::vector<std::string> hypotheses;
  std::vector<std::vector<std::string>> references;
  for (size_t i = 0; i + 1 < parts.size(); i += 3) {
    hypotheses.push_back(parts[i]);
    references.push_back({parts[i + 1]});
    if (i + 2 < parts.size()) references.back().push_back(parts[i + 2]);
  }
  TextScoreOptions options;
  options.sacre_bleu.tokenizer = static_cast<BleuTokenizer>(choice % 4);
  options.sacre_bleu.smoothing = static_cast<SacreBleuSmoothing>(choice / 4 % 4);
  options.sacre_bleu.lowercase = choice >= 128;
  const auto scored = ComputeTextScores({hypotheses, references, hypotheses}, options);
  if (!scored) return;
  for (const NamedScore& score : ListScores(scored->total, options)) {
    if (!IsPossible(score)) __builtin_trap();
  }
  for (const ExampleScores& example : scored->examples) {
    for (const NamedScore& score : ListScores(example, options)) {
      if (!IsPossible(score)) __builtin_trap();
    }
  }
}

void ScoreDstc9(std::string_view bytes) {
  const auto json = ParseJson(bytes, {.max_bytes = 1 << 20});
  if (!json) return;
  const auto turns = ParseDstc9(*json);
  if (!turns) return;
  const auto scores = ComputeDstc9Scores(*turns, *turns);
  if (!scores || !(scores->detection_f1 >= 0 && scores->detection_f1 <= 1 + 1e-9)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.empty() || size > (1 << 14)) return 0;
  ScoreTexts(bytes);
  ScoreDstc9(bytes);
  return 0;
}
