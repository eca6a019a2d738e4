// SPDX-License-Identifier: MIT
// Lengths in a model's tokens, for commands that only need its tokenizer.
#pragma once
#include <string>

#include "command_line/model_flags.h"
#include "godel/base/result.h"
#include "godel/prompt/prompt.h"

namespace godel::apps {

// Counts with the tokenizer of the model that the flags name or the default one. Error: as FindModel and
// LoadModelTokenizer.
Result<CountTokens> TokenCounterOf(const ModelFlags& flags);

}  // namespace godel::apps
