// SPDX-License-Identifier: MIT
// What a Hugging Face model folder holds besides its weights.
#pragma once
#include <filesystem>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/generation/sampling_params.h"
#include "godel/model/t5_config.h"
#include "godel/text/tokenizer.h"

namespace godel {

struct ModelFolder {
  T5Config config;
  Tokenizer tokenizer;
  // The library's defaults with generation_config.json over them (or, in folders from before that file existed, the
  // generation settings of config.json); eos, pad and start ids are always set.
  SamplingParams default_params;
};

// Error: what is missing or contradicts itself, with the file's name; kBadData when the tokenizer knows ids that the
// model has no row for.
Result<ModelFolder> ReadModelFolder(const std::filesystem::path& folder);

// `json`: the content of generation_config.json; keys that are not about generation are passed over.
Result<SamplingParams> DefaultParams(const Json& json, const T5Config& config);

// Error: kBadData when the tokenizer knows ids that the model has no row for.
Status CheckVocabulary(const ModelFolder& model);

}  // namespace godel
