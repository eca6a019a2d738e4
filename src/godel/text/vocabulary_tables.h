// SPDX-License-Identifier: MIT
// A Unigram tokenizer as plain tables, the way GGUF files hold it. They lack what tokenizer.json says about added
// tokens and white space, so a tokenizer that went through them may differ in rare texts.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "godel/base/token_id.h"

namespace godel {

struct VocabularyTables {
  std::vector<std::string> pieces;
  std::vector<float> scores;         // one a piece
  std::vector<int32_t> types;        // one a piece: sentencepiece's numbers (normal 1, unknown 2, control 3, user's 4,
                                     // unused 5, byte 6); empty: all normal but `unknown`
  std::string precompiled_charsmap;  // sentencepiece's blob; empty: texts are not normalised
  bool add_space_prefix = true;
  std::optional<TokenId> unknown;  // when no type says so
  std::optional<TokenId> suffix;   // what Encode puts behind a text; nullopt: nothing
};

}  // namespace godel
