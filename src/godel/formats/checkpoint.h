// SPDX-License-Identifier: MIT
// A checkpoint as named tensors, whichever files they came from. Bytes and names only: what a name means is model/'s.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "godel/base/mapped_file.h"
#include "godel/base/result.h"
#include "godel/tensor/tensor_view.h"

namespace godel {

// Bounds on what a file may claim, far above any real checkpoint and far below harm.
struct CheckpointLimits {
  size_t max_tensors = 100'000;
  size_t max_dimensions = 8;
  size_t max_header_bytes = size_t{100} << 20;  // safetensors' own bound on its JSON header
  size_t max_name_bytes = 4096;
  size_t max_metadata_keys = 65'536;  // GGUF
};

// A tensor and the mapped file that its bytes lie in (an index into Checkpoint::files).
struct StoredTensor {
  TensorView view;
  size_t file = 0;
};

// The views stay valid as long as this (or a copy of it) lives. Immutable after loading, so threads may share it.
struct Checkpoint {
  std::map<std::string, StoredTensor> tensors;
  std::vector<std::shared_ptr<const MappedFile>> files;

  const StoredTensor* Find(const std::string& name) const {
    const auto found = tensors.find(name);
    return found == tensors.end() ? nullptr : &found->second;
  }

  // Gives back the memory of `bytes`, a part of the tensor; they are read from the file again when they are wanted.
  void ReleasePages(const StoredTensor& tensor, std::span<const std::byte> bytes) const {
    files[tensor.file]->Release(bytes);
  }

  // Copies `bytes`, a part of the tensor, and leaves no page of them in memory.
  void Copy(const StoredTensor& tensor, std::span<const std::byte> bytes, std::byte* out) const {
    files[tensor.file]->Copy(bytes, out);
  }
};

// One file. Every size and offset is checked before use; nothing is executed; nothing is copied.
Result<Checkpoint> LoadSafetensors(const std::filesystem::path& path, const CheckpointLimits& limits = {});

// pytorch_model.bin as torch.save writes it since 1.6: a zip of stored (not compressed) records and a pickle that is
// read by an opcode allow-list. The state dict may sit under "state_dict" or "model". Tensors must be contiguous.
Result<Checkpoint> LoadTorchZip(const std::filesystem::path& path, const CheckpointLimits& limits = {});

// The weights of a Hugging Face folder: the first of model.safetensors, model.safetensors.index.json,
// pytorch_model.bin, pytorch_model.bin.index.json that exists. Error kNotFound lists the names that were looked for.
Result<Checkpoint> LoadCheckpointFolder(const std::filesystem::path& folder, const CheckpointLimits& limits = {});

}  // namespace godel
