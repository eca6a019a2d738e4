// SPDX-License-Identifier: MIT
#include "command_line/token_counter.h"

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "godel/engine/model_source.h"

namespace godel::apps {

Result<CountTokens> TokenCounterOf(const ModelFlags& flags) {
  GODEL_TRY(const std::filesystem::path model, FindModel(flags));
  GODEL_TRY(Tokenizer loaded, LoadModelTokenizer(model));
  const auto tokenizer = std::make_shared<const Tokenizer>(std::move(loaded));
  return CountTokens([tokenizer](std::string_view text) -> Result<size_t> {
    GODEL_TRY(const std::vector<TokenId> ids, tokenizer->Encode(text));
    return ids.size();
  });
}

}  // namespace godel::apps
