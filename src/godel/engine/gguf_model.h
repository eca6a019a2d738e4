// SPDX-License-Identifier: MIT
// What a GGUF file holds, as the parts of a model. docs/gguf.md lists the keys.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/engine/model_source.h"
#include "godel/formats/gguf.h"

namespace godel {

// Whether `model` is to be read as a GGUF file: any file is, so that one which is something else gets an error that
// says what.
bool IsModelFile(const std::filesystem::path& model);

// `path` of the file is for messages and for what lies beside it.
Result<ModelSource> ReadGgufModel(GgufFile file, const std::filesystem::path& path);
Result<Tokenizer> TokenizerFromGguf(const GgufMetadata& metadata, const std::filesystem::path& path);

// Files of a Hugging Face folder that a GGUF file of ours carries along: "tokenizer.json" is the text
// godel.tokenizer_json, "spiece.model" the bytes godel.spiece_model.
std::string EmbeddedKey(std::string_view file_name);
Result<TokenizerFiles> EmbeddedTokenizerFiles(const GgufMetadata& metadata);
inline constexpr std::string_view kGenerationConfigKey = "godel.generation_config";

}  // namespace godel
