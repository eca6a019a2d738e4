// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/groundedness_run.h"

#include <fmt/format.h>

#include <utility>

#include "godel/evaluate/groundedness/knowledge_gain.h"

namespace godel {
namespace {

using Measured = std::vector<std::optional<Groundedness>>;

Result<Measured> MeasureWithGain(Engine& engine, std::span<const Example> examples, std::span<const std::string> texts,
                                 const PromptOptions& options, const std::function<void()>& on_text) {
  Measured measured = MeasureTexts(examples, texts);
  for (size_t i = 0; i < measured.size(); ++i) {
    if (measured[i]) {
      auto gain = MeasureKnowledgeGain(engine, examples[i], texts[i], options);
      if (!gain) return Within(fmt::format("example {}", i), std::move(gain.error()));
      measured[i]->knowledge_gain = *gain;
    }
    if (on_text) on_text();
  }
  return measured;
}

}  // namespace

std::vector<std::optional<Groundedness>> MeasureTexts(std::span<const Example> examples,
                                                      std::span<const std::string> texts) {
  Measured measured;
  measured.reserve(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) measured.push_back(MeasureGroundedness(texts[i], examples[i]));
  return measured;
}

Result<GroundednessRun> RunGroundedness(Engine& engine, std::span<const Example> examples,
                                        std::span<const std::string> replies, const PromptOptions& options,
                                        const std::function<void()>& on_text) {
  std::vector<std::string> references, strangers;
  for (size_t i = 0; i < examples.size(); ++i) {
    references.push_back(examples[i].response);
    strangers.push_back(examples[StrangerOf(i, examples.size())].response);
  }
  GroundednessRun run;
  GODEL_TRY(run.replies, MeasureWithGain(engine, examples, replies, options, on_text));
  GODEL_TRY(run.references, MeasureWithGain(engine, examples, references, options, on_text));
  GODEL_TRY(run.strangers, MeasureWithGain(engine, examples, strangers, options, on_text));
  return run;
}

}  // namespace godel
