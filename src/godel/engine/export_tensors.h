// SPDX-License-Identifier: MIT
// The tensors of a model that is written in another form. Internal to engine/.
#pragma once
#include <string>
#include <vector>

#include "godel/engine/export_model.h"
#include "godel/formats/checkpoint.h"
#include "godel/formats/tensor_writer.h"

namespace godel {

// A tensor that T5 reads, under its one name: the embedding is shared.weight, and an lm_head that only repeats it is
// left out.
struct ExportedTensor {
  std::string name;  // transformers'
  const StoredTensor* stored;
};
std::vector<ExportedTensor> TensorsToExport(const Checkpoint& checkpoint);

bool IsSmall(const ExportedTensor& tensor);  // norms and position biases, which stay f32

// Error: kUnsupported when the matrices are packed: what they were cannot be had back.
Status CheckNotPacked(const Checkpoint& checkpoint);

// Widens and narrows `tensors` piece by piece. The arguments must live as long as the source.
TensorSource ConvertingSource(const Checkpoint& checkpoint, const std::vector<ExportedTensor>& tensors,
                              const std::vector<TensorPlan>& plans, const ExportOptions& options);

}  // namespace godel
