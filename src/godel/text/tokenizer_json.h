// SPDX-License-Identifier: MIT
// tokenizer.json of the `tokenizers` library.
#pragma once
#include <string_view>

#include "godel/base/result.h"
#include "godel/text/tokenizer_impl.h"

namespace godel {

// Error: kUnsupported for a component that is not implemented, naming it; kBadData for a broken file.
Result<TokenizerParts> ParseTokenizerJson(std::string_view text, const TokenizerLimits& limits);

}  // namespace godel
