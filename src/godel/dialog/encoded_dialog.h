// SPDX-License-Identifier: MIT
// A dialog as the ids that the model reads.
#pragma once
#include <vector>

#include "godel/base/token_id.h"
#include "godel/prompt/prompt.h"
#include "godel/text/tokenizer.h"

namespace godel {

struct EncodedDialog {
  std::vector<TokenId> ids;  // with the final </s>
  BuiltPrompt prompt;        // its text, and what was dropped for it
};

// For any thread. Errors: those of BuildPrompt and of Tokenizer::Encode.
Result<EncodedDialog> EncodeDialog(const DialogPrompt& dialog, const Tokenizer& tokenizer,
                                   const PromptOptions& options = {});

}  // namespace godel
