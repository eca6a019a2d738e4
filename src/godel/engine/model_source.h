// SPDX-License-Identifier: MIT
// A model wherever it comes from: a Hugging Face folder, or one GGUF file with everything in it.
#pragma once
#include <filesystem>
#include <span>

#include "godel/base/result.h"
#include "godel/engine/model_folder.h"
#include "godel/formats/checkpoint.h"
#include "godel/model/lora_adapter.h"
#include "godel/text/tokenizer.h"

namespace godel {

// The weights have transformers' names, whichever the file gives them.
struct ModelSource {
  ModelFolder parts;
  Checkpoint checkpoint;
  LoraUpdates lora{};  // what adapters add to the checkpoint's tensors
};

// `model`: a folder, or a file, which must be GGUF. A GGUF file that lacks a tokenizer (candle's dialect) takes the
// tokenizer and config.json from its own folder. `lora`: adapters of this model; errors as LoadLora.
Result<ModelSource> ReadModelSource(const std::filesystem::path& model, std::span<const LoraFolder> lora = {});

// The parts alone, for those who need no more.
Result<Checkpoint> LoadModelWeights(const std::filesystem::path& model);
Result<Tokenizer> LoadModelTokenizer(const std::filesystem::path& model);

}  // namespace godel
