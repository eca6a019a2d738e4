// SPDX-License-Identifier: MIT
// The tensors of a model that is written in another form. Internal to engine/.
#pragma once
#include <string>
#include <vector>

#include "godel/engine/export_model.h"
#include "godel/engine/model_source.h"
#include "godel/formats/checkpoint.h"
#include "godel/formats/tensor_writer.h"

namespace godel {

// A tensor that T5 reads, under its one name: the embedding is shared.weight, and an lm_head that only repeats it is
// left out.
struct ExportedTensor {
  std::string name;  // transformers'
  const StoredTensor* stored;
  const LoraUpdates* lora;  // may have something to add to it
};
// `checkpoint` and `lora` must live as long as the result.
std::vector<ExportedTensor> TensorsToExport(const Checkpoint& checkpoint, const LoraUpdates& lora);

bool IsSmall(const ExportedTensor& tensor);  // norms and position biases, which stay f32

// Error: kUnsupported when the matrices are packed: what they were cannot be had back.
Status CheckNotPacked(const Checkpoint& checkpoint);

// Error: kUnsupported when an adapter changes the vocabulary matrix of a model where it is the embedding, too: other
// programs would read such a file as if the embedding was both.
Status CheckStillTied(const ModelSource& source);

// Widens and narrows `tensors` piece by piece. The arguments must live as long as the source.
TensorSource ConvertingSource(const Checkpoint& checkpoint, const std::vector<ExportedTensor>& tensors,
                              const std::vector<TensorPlan>& plans, const ExportOptions& options);

}  // namespace godel
