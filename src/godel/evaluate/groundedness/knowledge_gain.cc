// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/knowledge_gain.h"

#include <utility>
#include <vector>

#include "godel/evaluate/generation_run.h"
#include "godel/evaluate/likelihood.h"

namespace godel {

Result<std::optional<double>> MeasureKnowledgeGain(Engine& engine, const Example& example, std::string_view text,
                                                   const PromptOptions& options) {
  if (example.knowledge.empty() || text.empty()) return std::optional<double>();
  GODEL_TRY(const std::vector<TokenId> target, engine.tokenizer().Encode(text));
  Example without = example;
  without.knowledge.clear();
  double nats[2] = {0, 0};
  const Example* const asked[2] = {&example, &without};
  for (size_t i = 0; i < 2; ++i) {
    GODEL_TRY(std::vector<TokenId> input, EncodeExample(*asked[i], engine.tokenizer(), options));
    GODEL_TRY(const Likelihood likelihood,
              MeasureLikelihood(engine, {.input_ids = std::move(input), .target_ids = target}, text));
    nats[i] = likelihood.nats;
  }
  return std::optional<double>((nats[1] - nats[0]) / static_cast<double>(target.size()));
}

}  // namespace godel
