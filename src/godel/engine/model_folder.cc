// SPDX-License-Identifier: MIT
#include "godel/engine/model_folder.h"

#include <fmt/format.h>

#include "godel/base/json.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

Result<SamplingParams> ReadDefaultParams(const fs::path& folder, const T5Config& config) {
  SamplingParams params;
  const fs::path own = folder / "generation_config.json";
  const fs::path file = fs::exists(own) ? own : folder / "config.json";
  GODEL_TRY(const Json json, ReadJsonFile(file));
  if (auto applied = ApplyJson(json, UnknownKeys::kIgnore, &params); !applied)
    return Within(file.string(), applied.error());
  // As transformers: a file that repeats the library's default says nothing.
  if (params.max_length == kDefaultNewTokens) params.max_length.reset();
  if (!params.eos_token_id) params.eos_token_id = config.eos_token_ids;
  if (!params.pad_token_id) params.pad_token_id = config.pad_token_id;
  if (!params.decoder_start_token_id) params.decoder_start_token_id = config.decoder_start_token_id;
  return params;
}

}  // namespace

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
  if (tokenizer.vocab_size() > config.vocab_size)
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: the tokenizer has {} ids, but config.json's vocab_size is {}; is the tokenizer from "
                            "another model?",
                            folder.string(), tokenizer.vocab_size(), config.vocab_size));
  return ModelFolder{std::move(config), std::move(tokenizer), std::move(params)};
}

}  // namespace godel
