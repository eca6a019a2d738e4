// SPDX-License-Identifier: MIT
// The safetensors format: u64 length of a JSON header (little endian), the header, then the tensors' bytes.
// https://huggingface.co/docs/safetensors#format
#pragma once
#include "godel/base/result.h"
#include "godel/formats/checkpoint.h"
#include "godel/formats/named_tensors.h"

namespace godel {

// The views borrow from `file`. Stricter than needed to read (overlapping tensors and repeated names are refused, as
// the reference does) and more lenient in one point: bytes that no tensor claims are allowed, since they do no harm.
Result<NamedTensors> ParseSafetensors(std::span<const std::byte> file, const CheckpointLimits& limits = {});

}  // namespace godel
