// SPDX-License-Identifier: MIT
#include "godel/engine/carried_files.h"

#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "godel/engine/gguf_model.h"
#include "godel/generation/sampling_params.h"
#include "godel/text/sentencepiece_writer.h"
#include "godel/text/tokenizer_files.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxConfigBytes = size_t{16} << 20;

// The members of config.json that are parameters of generation.
Result<std::string> GenerationPart(const fs::path& config_json) {
  GODEL_TRY(const Json config, ReadJsonFile(config_json));
  Json part = Json::object();
  for (const auto& [key, value] : config.items()) {
    SamplingParams ignored;
    if (!value.is_null() && ApplyJson({{key, value}}, UnknownKeys::kRefuse, &ignored)) part[key] = value;
  }
  return Dump(part, 2) + "\n";
}

Result<CarriedFiles> ReadFromFolder(const fs::path& folder) {
  CarriedFiles files;
  GODEL_TRY(files.tokenizer, ReadTokenizerFiles(folder));
  std::error_code ignored;
  if (const auto path = folder / "generation_config.json"; fs::exists(path, ignored)) {
    GODEL_TRY(files.generation_config, ReadTextFile(path, kMaxConfigBytes));
  } else {
    GODEL_TRY(files.generation_config, GenerationPart(folder / "config.json"));
  }
  return files;
}

}  // namespace

Result<CarriedFiles> ReadCarriedFiles(const fs::path& model) {
  if (!IsModelFile(model)) return ReadFromFolder(model);
  GODEL_TRY(const GgufFile file, LoadGguf(model));
  CarriedFiles files;
  auto tokenizer = EmbeddedTokenizerFiles(file.metadata);
  if (!tokenizer) return Within(model.string(), tokenizer.error());
  files.tokenizer = *std::move(tokenizer);
  const bool has_own = files.tokenizer.contains("tokenizer.json") || files.tokenizer.contains("spiece.model");
  if (!has_own && file.metadata.contains("tokenizer.ggml.tokens")) {
    GODEL_TRY(const Tokenizer vocabulary, TokenizerFromGguf(file.metadata, model));
    files.tokenizer = ToTokenizerFiles(vocabulary.Tables(0));
  } else if (!has_own) {
    GODEL_TRY(files.tokenizer, ReadTokenizerFiles(model.parent_path().empty() ? "." : model.parent_path()));
  }
  const auto generation = OptionalValue<std::string_view>(file.metadata, kGenerationConfigKey);
  if (!generation) return Within(model.string(), generation.error());
  files.generation_config = generation->value_or("");
  return files;
}

}  // namespace godel
