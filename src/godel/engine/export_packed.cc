// SPDX-License-Identifier: MIT
#include <algorithm>

#include "godel/engine/describe_gguf.h"
#include "godel/engine/export_model.h"
#include "godel/engine/export_tensors.h"
#include "godel/engine/model_source.h"
#include "godel/model/encoder_decoder.h"
#include "godel/model/gguf_names.h"
#include "godel/model/packed_weights.h"

namespace godel {
namespace {

// Bytes handed over at once, so that progress moves.
constexpr size_t kPieceBytes = size_t{1} << 22;

Status WriteBytes(std::span<const std::byte> bytes, const ByteSink& sink) {
  for (size_t begin = 0; begin < bytes.size(); begin += kPieceBytes)
    GODEL_TRY_STATUS(sink(bytes.subspan(begin, std::min(kPieceBytes, bytes.size() - begin))));
  return {};
}

// The rows that are looked up one by one, in about the precision of the rest.
DataType EmbeddingType(const ExportedTensor& embedding, WeightType weights) {
  const bool whole_blocks = embedding.stored->view.shape.back() % TraitsOf(DataType::kQ8Zero).block_elements == 0;
  return weights == WeightType::q4 && whole_blocks ? DataType::kQ8Zero : DataType::kBf16;
}

}  // namespace

Status ExportPackedGguf(const std::filesystem::path& model, const std::filesystem::path& file,
                        const PackedExportOptions& options) {
  const WeightType weights = options.weights;
  if (weights == WeightType::f32)
    return Fail(ErrorCode::kUnsupported, "f32 weights are packed differently on each machine");
  GODEL_TRY(ModelSource source, ReadModelSource(model, options.lora));
  GODEL_TRY_STATUS(CheckNotPacked(source.checkpoint));
  GODEL_TRY(GgufMetadataBuilder metadata, DescribeModel(model, source.parts, DataType::kF32));
  constexpr size_t kAllCores = 0;
  WeightRecipe recipe = RecipeFor(weights);
  recipe.cross_attention = CrossAttentionForm::kEncoderOutput;  // who loads the file chooses
  auto packed = EncoderDecoder::Load(source.parts.config, std::move(source.checkpoint), kAllCores, recipe, source.lora);
  if (!packed) return Within(model.string(), packed.error());

  const Checkpoint& checkpoint = packed->weights().checkpoint;
  std::vector<ExportedTensor> plain = TensorsToExport(checkpoint, source.lora);
  std::erase_if(plain, [](const ExportedTensor& tensor) { return !IsSmall(tensor) && tensor.name != "shared.weight"; });
  const std::vector<PackedWeight> matrices = PackedWeights(packed->weights());
  std::vector<TensorPlan> plans;
  plans.reserve(plain.size() + matrices.size());
  for (const ExportedTensor& tensor : plain)
    plans.push_back({.name = ToGgufName(tensor.name).value_or(tensor.name),
                     .type = IsSmall(tensor) ? DataType::kF32 : EmbeddingType(tensor, weights),
                     .shape = tensor.stored->view.shape});
  for (const PackedWeight& matrix : matrices)
    plans.push_back({.name = matrix.name, .type = DataType::kI8, .shape = {matrix.linear->packed_bytes()}});

  const ExportOptions plain_options{.type = DataType::kF32, .lora = {}, .on_progress = options.on_progress};
  const TensorSource convert = ConvertingSource(checkpoint, plain, plans, plain_options);
  size_t done = 0, total = 0;
  for (const PackedWeight& matrix : matrices) total += matrix.linear->packed_bytes();
  return WriteGguf(file, std::move(metadata), plans, [&](size_t i, const ByteSink& sink) -> Status {
    if (i < plain.size()) return convert(i, sink);
    return WriteBytes(matrices[i - plain.size()].linear->packed(), [&](std::span<const std::byte> bytes) -> Status {
      done += bytes.size();
      if (options.on_progress && !options.on_progress(done, total))
        return Fail(ErrorCode::kResourceExhausted, "stopped");
      return sink(bytes);
    });
  });
}

}  // namespace godel
