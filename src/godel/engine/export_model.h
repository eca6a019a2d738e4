// SPDX-License-Identifier: MIT
// Writes a model in another form: one GGUF file, or a Hugging Face folder.
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/weight_type.h"
#include "godel/model/lora_adapter.h"
#include "godel/tensor/data_type.h"

namespace godel {

// After each piece, with bytes of tensors; false stops.
using ExportProgress = std::function<bool(size_t done, size_t total)>;

struct ExportOptions {
  // f32, f16, bf16, or for GGUF q8_0. In GGUF files norms and position biases stay f32, as in llama.cpp's.
  DataType type = DataType::kF32;
  std::vector<LoraFolder> lora{};  // adapters that are merged into the weights
  ExportProgress on_progress{};
};

struct PackedExportOptions {
  WeightType weights = WeightType::int8;  // bf16, int8 or q4
  std::vector<LoraFolder> lora{};
  ExportProgress on_progress{};
};

// Weights packed for our kernels, in a GGUF file that is used in place: nothing is read before the first request but
// what it touches, and processes share it. The embedding is bf16, or q8_0 beside 4 bits. Errors as ExportGguf.
Status ExportPackedGguf(const std::filesystem::path& model, const std::filesystem::path& file,
                        const PackedExportOptions& options);

// `model`: what Engine::Load takes. The file is one that llama.cpp reads, and carries the tokenizer's own files along,
// so that ids stay the same. It appears under its name only when it is whole, and replaces what is there.
// Error: what is wrong with the model or an adapter; kUnsupported when a value is beyond f16, or when an adapter would
// part a vocabulary matrix from the embedding that others take for both; kIo; kResourceExhausted when stopped.
Status ExportGguf(const std::filesystem::path& model, const std::filesystem::path& file, const ExportOptions& options);

// config.json, model.safetensors, the tokenizer's files and generation_config.json. A new folder appears when it is
// whole; in one that exists each file is replaced when all are written, and those of another tokenizer are removed.
Status ExportFolder(const std::filesystem::path& model, const std::filesystem::path& folder,
                    const ExportOptions& options);

}  // namespace godel
