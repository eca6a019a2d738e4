// SPDX-License-Identifier: MIT
// A vocabulary as the files of a Hugging Face folder, for models that came without them.
#pragma once
#include "godel/text/tokenizer.h"
#include "godel/text/vocabulary_tables.h"

namespace godel {

// spiece.model and a tokenizer_config.json that says which of its pieces are T5's sentinels. The tables must fit
// together, as those of Tokenizer::Tables do.
TokenizerFiles ToTokenizerFiles(const VocabularyTables& tables);

}  // namespace godel
