// SPDX-License-Identifier: MIT
// A model's replies to a whole data set, in batches.
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
#include "godel/generation/sampling_params.h"
#include "godel/prompt/prompt.h"

namespace godel {

// The ids that the model is given for an example, with the final </s>. An example without context (somebody has to
// begin a dialog) is asked with an empty turn. Error: BuildPrompt's and the tokenizer's.
Result<std::vector<TokenId>> EncodeExample(const Example& example, const Tokenizer& tokenizer,
                                           const PromptOptions& options);

struct GeneratedReply {
  std::string text;       // CleanReply of what the model wrote
  size_t new_tokens = 0;  // before that
};

// `on_reply(i, reply)` as the reply to input i is finished, in any order, on the engine's thread.
using OnReply = std::function<void(size_t input, const GeneratedReply& reply)>;

// The best reply to each input, in the order of the inputs, whatever order they are computed in. With params.seed,
// reply i is drawn with seed + i, so that equal inputs need not get equal replies. known[i], where there is one, is
// taken as reply i without asking the model: those of a run that was interrupted. For one thread at a time, as the
// engine is. Error: the first that the engine has for an input, with the input's number in front.
Result<std::vector<GeneratedReply>> GenerateReplies(Engine& engine, std::span<const std::vector<TokenId>> inputs,
                                                    const SamplingParams& params, const OnReply& on_reply = {},
                                                    std::span<const std::optional<GeneratedReply>> known = {});

}  // namespace godel
