// SPDX-License-Identifier: MIT
// Low-rank adapters as PEFT saves them: a folder with adapter_config.json and adapter_model.safetensors (or .bin).
#pragma once
#include <filesystem>
#include <span>
#include <string>

#include "godel/base/result.h"
#include "godel/formats/checkpoint.h"
#include "godel/model/lora_updates.h"

namespace godel {

struct LoraFolder {
  std::filesystem::path folder;
  float scale = 1;  // of what the adapter adds, beside its own alpha; 0: nothing, negative: the opposite
};

// Reads adapters of the model whose tensors, by transformers' names, `model` holds, and checks that each fits it.
// Several add up, in any order. An adapter of a vocabulary matrix that is the embedding gives it a name of its own in
// `model`, lm_head.weight, with the embedding's bytes. `model_name` is for messages. Error: kUnsupported when the
// model's weights are packed, or for another kind of adapter (lora_config.h) or module; kBadData when the adapter
// contradicts itself, is not finite, or is another model's; kNotFound, kIo.
Result<LoraUpdates> LoadLora(std::span<const LoraFolder> folders, const std::string& model_name, Checkpoint* model);

}  // namespace godel
