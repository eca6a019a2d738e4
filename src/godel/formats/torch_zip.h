// SPDX-License-Identifier: MIT
// What torch.save writes since 1.6: a zip archive of <name>/data.pkl (the state dict, tensors by storage key),
// <name>/data/<key> (a storage's bytes each), <name>/version and, since 2.1, <name>/byteorder.
#pragma once
#include "godel/base/result.h"
#include "godel/formats/checkpoint.h"
#include "godel/formats/named_tensors.h"

namespace godel {

// The views borrow from `file`; tensors that share a storage share its bytes. Values that are not tensors (counters,
// lists, nested dicts) are passed over.
Result<NamedTensors> ParseTorchZip(std::span<const std::byte> file, const CheckpointLimits& limits = {});

}  // namespace godel
