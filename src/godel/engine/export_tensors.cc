// SPDX-License-Identifier: MIT
#include "godel/engine/export_tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "godel/formats/named_tensors.h"
#include "godel/model/gguf_names.h"
#include "godel/model/weights.h"
#include "godel/tensor/same_bytes.h"
#include "godel/tensor/store_f32.h"

namespace godel {
namespace {

// Elements converted at once: whole blocks of every type, and small beside a model.
constexpr size_t kPieceElements = size_t{1} << 16;

// What rounds to infinity as f16.
constexpr float kF16End = 65520;

Status CheckValues(std::span<const float> values, const TensorPlan& plan) {
  for (const float value : values) {
    if (!std::isfinite(value))
      return Fail(ErrorCode::kBadData, fmt::format("tensor {} holds NaN or infinite values", plan.name));
    if (plan.type == DataType::kF16 && std::fabs(value) >= kF16End)
      return Fail(ErrorCode::kUnsupported,
                  fmt::format("tensor {} holds {}, beyond what f16 can (65504); take bf16", plan.name, value));
  }
  return {};
}

struct Progress {
  size_t done = 0;
  size_t total = 0;
};

class Converter {
 public:
  Converter(const TensorPlan& plan, const ExportedTensor& tensor, const ByteSink& sink)
      : plan_(plan), view_(tensor.stored->view), tensor_(tensor), sink_(sink) {}

  // `after(bytes)` is called with the size of each piece.
  template <class After>
  Status Run(const After& after) {
    const size_t elements = NumElements(view_.shape);
    for (size_t begin = 0; begin < elements; begin += kPieceElements) {
      const size_t count = std::min(kPieceElements, elements - begin);
      GODEL_TRY(const auto piece, Piece(begin, count));
      GODEL_TRY_STATUS(sink_(piece));
      GODEL_TRY_STATUS(after(piece.size()));
    }
    return {};
  }

 private:
  // Bytes that have the type already are passed through: quantising twice would change them.
  Result<std::span<const std::byte>> Piece(size_t begin, size_t count) {
    const size_t bytes = NumBytes(plan_.type, count).value_or(0);
    const bool adapted = tensor_.lora->Has(tensor_.name);
    if (view_.type == plan_.type && !adapted) return view_.data.subspan(NumBytes(view_.type, begin).value_or(0), bytes);
    values_.resize(count);
    stored_.resize(bytes);
    ReadF32(view_, begin, values_);
    if (adapted) tensor_.lora->AddTo(tensor_.name, begin, values_);
    GODEL_TRY_STATUS(CheckValues(values_, plan_));
    StoreF32(plan_.type, values_, stored_);
    return std::span<const std::byte>(stored_);
  }

  const TensorPlan& plan_;
  const TensorView& view_;
  const ExportedTensor& tensor_;
  const ByteSink& sink_;
  std::vector<float> values_;
  std::vector<std::byte> stored_;
};

}  // namespace

std::vector<ExportedTensor> TensorsToExport(const Checkpoint& checkpoint, const LoraUpdates& lora) {
  const StoredTensor* const embedding = checkpoint.Find(EmbeddingName(checkpoint));
  std::vector<ExportedTensor> tensors;
  if (embedding != nullptr) tensors.push_back({"shared.weight", embedding, &lora});
  for (const auto& [name, tensor] : checkpoint.tensors) {
    const auto gguf = ToGgufName(name);
    const bool repeats =
        name == "lm_head.weight" && !lora.Has(name) && embedding != nullptr && SameBytes(tensor.view, embedding->view);
    // A bias in cross-attention is what old checkpoints carry and nothing uses.
    if (!gguf || *gguf == "token_embd.weight" || gguf->ends_with("cross_attn_rel_b.weight") || repeats) continue;
    if (IsFloat(tensor.view.type)) tensors.push_back({name, &tensor, &lora});
  }
  return tensors;
}

bool IsSmall(const ExportedTensor& tensor) {
  return tensor.stored->view.shape.size() < 2 || tensor.name.ends_with("relative_attention_bias.weight");
}

Status CheckNotPacked(const Checkpoint& checkpoint) {
  const auto packed = checkpoint.tensors.lower_bound("packed.");
  if (packed == checkpoint.tensors.end() || !packed->first.starts_with("packed.")) return {};
  return Fail(ErrorCode::kUnsupported,
              fmt::format("the weights are packed ({}); convert the model that this file was made of",
                          Printable(packed->first)));
}

Status CheckStillTied(const ModelSource& source) {
  if (!source.lora.Has("lm_head.weight") || !source.parts.config.scale_decoder_outputs) return {};
  return Fail(
      ErrorCode::kUnsupported,
      "the adapter changes lm_head, which is the embedding in this model (tie_word_embeddings), and a file where "
      "both differ would be misread elsewhere; use the adapter beside the model, or convert to packed weights "
      "(int8, q4)");
}

TensorSource ConvertingSource(const Checkpoint& checkpoint, const std::vector<ExportedTensor>& tensors,
                              const std::vector<TensorPlan>& plans, const ExportOptions& options) {
  const auto progress = std::make_shared<Progress>();
  for (const TensorPlan& plan : plans) progress->total += PlannedBytes(plan).value_or(0);
  return [&checkpoint, &tensors, &plans, &options, progress](size_t i, const ByteSink& sink) -> Status {
    const StoredTensor& stored = *tensors[i].stored;
    GODEL_TRY_STATUS(Converter(plans[i], tensors[i], sink).Run([&](size_t bytes) -> Status {
      progress->done += bytes;
      if (options.on_progress && !options.on_progress(progress->done, progress->total))
        return Fail(ErrorCode::kResourceExhausted, "stopped");
      return {};
    }));
    checkpoint.files[stored.file]->Release(stored.view.data);
    return {};
  };
}

}  // namespace godel
