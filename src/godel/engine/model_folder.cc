// SPDX-License-Identifier: MIT
#include "godel/engine/model_folder.h"

#include <fmt/format.h>

#include "godel/base/json.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

Result<SamplingParams> ReadDefaultParams(const fs::path& folder, const T5Config& config) {
  const fs::path own = folder / "generation_config.json";
  const fs::path file = fs::exists(own) ? own : folder / "config.json";
  GODEL_TRY(const Json json, ReadJsonFile(file));
  auto params = DefaultParams(json, config);
  if (!params) return Within(file.string(), params.error());
  return params;
}

}  // namespace

Result<SamplingParams> DefaultParams(const Json& json, const T5Config& config) {
  SamplingParams params;
  GODEL_TRY_STATUS(ApplyJson(json, UnknownKeys::kIgnore, &params));
  // As transformers: a file that repeats the library's default says nothing.
  if (params.max_length == kDefaultNewTokens) params.max_length.reset();
  if (!params.eos_token_id) params.eos_token_id = config.eos_token_ids;
  if (!params.pad_token_id) params.pad_token_id = config.pad_token_id;
  if (!params.decoder_start_token_id) params.decoder_start_token_id = config.decoder_start_token_id;
  return params;
}

Status CheckVocabulary(const ModelFolder& model) {
  if (model.tokenizer.vocab_size() <= model.config.vocab_size) return {};
  return Fail(ErrorCode::kBadData, fmt::format("the tokenizer has {} ids, but the model's vocab_size is {}; is the "
                                               "tokenizer from another model?",
                                               model.tokenizer.vocab_size(), model.config.vocab_size));
}

Result<ModelFolder> ReadModelFolder(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    return Fail(ErrorCode::kNotFound,
                fmt::format("{}: no such folder; a model is a folder with config.json, weights and a tokenizer, as "
                            "downloaded from the Hugging Face hub",
                            folder.string()));
  GODEL_TRY(T5Config config, LoadT5Config(folder / "config.json"));
  GODEL_TRY(SamplingParams params, ReadDefaultParams(folder, config));
  GODEL_TRY(Tokenizer tokenizer, Tokenizer::Load(folder));
  ModelFolder model{std::move(config), std::move(tokenizer), std::move(params)};
  if (const Status fits = CheckVocabulary(model); !fits) return Within(folder.string(), fits.error());
  return model;
}

}  // namespace godel
