// SPDX-License-Identifier: MIT
// tokenizer.json of a sentencepiece model, as transformers' converter of T5 tokenizers writes it.
#pragma once
#include <string>
#include <vector>

#include "godel/text/added_tokens.h"
#include "godel/text/sentencepiece_model.h"

namespace godel {

// The model's pieces, then `sentinels` of them as T5 has them (<extra_id_{n-1}> first, <extra_id_0> last), then
// `added_tokens`, whose ids must follow on. Pad, </s> and <unk> are the model's first three pieces.
std::string ToTokenizerJson(const SentencePieceModel& model, size_t sentinels,
                            const std::vector<AddedToken>& added_tokens);

}  // namespace godel
