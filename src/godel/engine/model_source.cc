// SPDX-License-Identifier: MIT
#include "godel/engine/model_source.h"

#include "godel/engine/gguf_model.h"
#include "godel/model/gguf_names.h"

namespace godel {
namespace {

Result<ModelSource> ReadWithoutLora(const std::filesystem::path& model) {
  if (IsModelFile(model)) {
    GODEL_TRY(GgufFile file, LoadGguf(model));
    return ReadGgufModel(std::move(file), model);
  }
  GODEL_TRY(ModelFolder parts, ReadModelFolder(model));
  GODEL_TRY(Checkpoint checkpoint, LoadCheckpointFolder(model));
  return ModelSource{std::move(parts), std::move(checkpoint)};
}

}  // namespace

Result<ModelSource> ReadModelSource(const std::filesystem::path& model, std::span<const LoraFolder> lora) {
  GODEL_TRY(ModelSource source, ReadWithoutLora(model));
  GODEL_TRY(source.lora, LoadLora(lora, model.string(), &source.checkpoint));
  return source;
}

Result<Checkpoint> LoadModelWeights(const std::filesystem::path& model) {
  if (!IsModelFile(model)) return LoadCheckpointFolder(model);
  GODEL_TRY(GgufFile file, LoadGguf(model));
  auto renamed = WithHuggingFaceNames(std::move(file.checkpoint));
  if (!renamed) return Within(model.string(), renamed.error());
  return renamed;
}

Result<Tokenizer> LoadModelTokenizer(const std::filesystem::path& model) {
  if (!IsModelFile(model)) return Tokenizer::Load(model);
  GODEL_TRY(const GgufFile file, LoadGguf(model));
  return TokenizerFromGguf(file.metadata, model);
}

}  // namespace godel
