// SPDX-License-Identifier: MIT
// What a GGUF file says about its model besides the weights. Internal to engine/.
#pragma once
#include <filesystem>

#include "godel/engine/model_folder.h"
#include "godel/formats/gguf_writer.h"

namespace godel {

// `type`: of most weights. Error: the tokenizer's files of `model` cannot be read.
Result<GgufMetadataBuilder> DescribeModel(const std::filesystem::path& model, const ModelFolder& parts, DataType type);

}  // namespace godel
