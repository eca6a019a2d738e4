// SPDX-License-Identifier: MIT
// How much likelier a model finds a text when it is shown the knowledge.
#pragma once
#include <optional>
#include <string_view>

#include "godel/base/result.h"
#include "godel/dataset/example.h"
#include "godel/engine/engine.h"
#include "godel/prompt/prompt.h"

namespace godel {

// (ln p(text | context, knowledge) - ln p(text | context)) / tokens of the text, </s> among them, in nats. Without the
// knowledge the model is asked as it would be asked about an example that has none: where the example names no
// instruction, with the one for chit-chat. The pointwise mutual information of text and knowledge as this model sees
// it: 0 for what the context alone suggests, below 0 for what the knowledge speaks against. nullopt for an example
// without knowledge and for an empty text. Costs two encoder passes and two decoder passes. Errors: EncodeExample's and
// the engine's. For one thread at a time.
Result<std::optional<double>> MeasureKnowledgeGain(Engine& engine, const Example& example, std::string_view text,
                                                   const PromptOptions& options);

}  // namespace godel
