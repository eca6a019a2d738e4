// SPDX-License-Identifier: MIT
// A model wherever it comes from: a Hugging Face folder, or one GGUF file with everything in it.
#pragma once
#include <filesystem>

#include "godel/base/result.h"
#include "godel/engine/model_folder.h"
#include "godel/formats/checkpoint.h"
#include "godel/text/tokenizer.h"

namespace godel {

// The weights have transformers' names, whichever the file gives them.
struct ModelSource {
  ModelFolder parts;
  Checkpoint checkpoint;
};

// `model`: a folder, or a file, which must be GGUF. A GGUF file that lacks a tokenizer (candle's dialect) takes the
// tokenizer and config.json from its own folder.
Result<ModelSource> ReadModelSource(const std::filesystem::path& model);

// The parts alone, for those who need no more.
Result<Checkpoint> LoadModelWeights(const std::filesystem::path& model);
Result<Tokenizer> LoadModelTokenizer(const std::filesystem::path& model);

}  // namespace godel
