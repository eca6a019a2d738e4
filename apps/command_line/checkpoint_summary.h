// SPDX-License-Identifier: MIT
// Numbers about the weights of a folder, from their headers alone.
#pragma once
#include <cstddef>
#include <map>
#include <string>

#include "godel/formats/checkpoint.h"

namespace godel::apps {

struct CheckpointSummary {
  size_t tensors = 0;
  size_t parameters = 0;  // tensors that share their bytes count once, as parameters() in torch counts them
  size_t stored_bytes = 0;
  std::map<std::string, size_t> parameters_of_type;  // "bf16" -> how many
};

CheckpointSummary Summarize(const Checkpoint& checkpoint);

std::string TypeNames(const CheckpointSummary& summary);  // "f32" or "bf16, f32"
std::string ShortCount(size_t count);                     // "9.4 M"

}  // namespace godel::apps
