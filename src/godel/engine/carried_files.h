// SPDX-License-Identifier: MIT
// The small files of a model that go along when its weights are written in another form. Internal to engine/.
#pragma once
#include <filesystem>
#include <string>

#include "godel/base/result.h"
#include "godel/text/tokenizer.h"

namespace godel {

struct CarriedFiles {
  TokenizerFiles tokenizer;
  std::string generation_config;  // JSON; empty: there is none
};

// Of a folder, or as a GGUF file has them embedded; made of llama.cpp's vocabulary where it has only that, or taken
// from beside it where it has none. Folders from before generation_config.json existed keep such settings in
// config.json; those are taken from there.
Result<CarriedFiles> ReadCarriedFiles(const std::filesystem::path& model);

}  // namespace godel
