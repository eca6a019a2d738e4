// SPDX-License-Identifier: MIT
// GGUF, the format of ggml and llama.cpp, versions 2 and 3: metadata, descriptions of tensors, then their bytes.
// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
#pragma once
#include <filesystem>
#include <span>

#include "godel/base/result.h"
#include "godel/formats/checkpoint.h"
#include "godel/formats/gguf_metadata.h"
#include "godel/formats/named_tensors.h"

namespace godel {

struct GgufContent {
  GgufMetadata metadata;
  NamedTensors tensors;
};

// Everything borrows from `file`. The format lists a tensor's innermost extent first; the views have it last, as all
// shapes here. Error: kUnsupported for version 1, big-endian files and element types that ReadF32 does not know.
Result<GgufContent> ParseGguf(std::span<const std::byte> file, const CheckpointLimits& limits = {});

// Metadata and tensors under the file's own names; what they mean is model/'s. The metadata borrows from
// checkpoint.files[0].
struct GgufFile {
  GgufMetadata metadata;
  Checkpoint checkpoint;
};
Result<GgufFile> LoadGguf(const std::filesystem::path& path, const CheckpointLimits& limits = {});

}  // namespace godel
