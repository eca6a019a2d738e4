// SPDX-License-Identifier: MIT
#include "godel/dialog/encoded_dialog.h"

namespace godel {

Result<EncodedDialog> EncodeDialog(const DialogPrompt& dialog, const Tokenizer& tokenizer,
                                   const PromptOptions& options) {
  const CountTokens count_tokens = [&](std::string_view text) -> Result<size_t> {
    GODEL_TRY(const std::vector<TokenId> ids, tokenizer.Encode(text));
    return ids.size();
  };
  EncodedDialog encoded;
  GODEL_TRY(encoded.prompt, BuildPrompt(dialog, count_tokens, options));
  GODEL_TRY(encoded.ids, tokenizer.Encode(encoded.prompt.text));
  return encoded;
}

}  // namespace godel
