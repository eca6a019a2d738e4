// SPDX-License-Identifier: MIT
// The files that make up a tokenizer in a Hugging Face folder, as bytes, so that they can be carried in another file.
#pragma once
#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/text/tokenizer.h"

namespace godel {

inline constexpr std::array<std::string_view, 5> kTokenizerFileNames = {
    "tokenizer.json", "spiece.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"};

// Those that Tokenizer::Load would read: spiece.model only when there is no tokenizer.json, which wins.
// Error: kNotFound when there is neither.
Result<TokenizerFiles> ReadTokenizerFiles(const std::filesystem::path& folder, const TokenizerLimits& limits = {});

}  // namespace godel
