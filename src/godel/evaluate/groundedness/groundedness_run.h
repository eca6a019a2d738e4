// SPDX-License-Identifier: MIT
// How much the replies to a whole data set rest on its knowledge, beside what to hold them against.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/example.h"
#include "godel/engine/engine.h"
#include "godel/evaluate/groundedness/groundedness.h"
#include "godel/prompt/prompt.h"

namespace godel {

// In the order of the examples; nullopt for those without knowledge.
struct GroundednessRun {
  std::vector<std::optional<Groundedness>> replies;  // empty when there are no replies
  std::vector<std::optional<Groundedness>> references;
  std::vector<std::optional<Groundedness>> strangers;  // StrangerOf's response in each example's place
};

// Of the replies' texts alone; quick.
std::vector<std::optional<Groundedness>> MeasureTexts(std::span<const Example> examples,
                                                      std::span<const std::string> texts);

// All three with their knowledge gains, at two encoder and two decoder passes a text. `replies` is empty or has one for
// each example. `on_text` after each text. For one thread at a time, as the engine is. Errors: MeasureKnowledgeGain's,
// with the example's number (from 0) in front.
Result<GroundednessRun> RunGroundedness(Engine& engine, std::span<const Example> examples,
                                        std::span<const std::string> replies, const PromptOptions& options,
                                        const std::function<void()>& on_text = {});

}  // namespace godel
