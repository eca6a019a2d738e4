// SPDX-License-Identifier: MIT
// Whether a checkpoint holds the tensors that its config.json promises, by names and shapes alone.
#pragma once
#include <string>
#include <vector>

#include "godel/formats/checkpoint.h"
#include "godel/model/t5_config.h"

namespace godel::apps {

struct TensorCheck {
  std::vector<std::string> problems;  // missing tensors and wrong shapes, a sentence each
  std::vector<std::string> unused;    // tensors that no T5 model reads
};

TensorCheck CheckTensors(const Checkpoint& checkpoint, const T5Config& config);

}  // namespace godel::apps
