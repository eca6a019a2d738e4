// SPDX-License-Identifier: MIT
#include "godel/engine/model_source.h"

#include "godel/engine/gguf_model.h"
#include "godel/model/gguf_names.h"

namespace godel {

Result<ModelSource> ReadModelSource(const std::filesystem::path& model) {
  if (IsModelFile(model)) {
    GODEL_TRY(GgufFile file, LoadGguf(model));
    return ReadGgufModel(std::move(file), model);
  }
  GODEL_TRY(ModelFolder parts, ReadModelFolder(model));
  GODEL_TRY(Checkpoint checkpoint, LoadCheckpointFolder(model));
  return ModelSource{std::move(parts), std::move(checkpoint)};
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
