// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "godel/engine/carried_files.h"
#include "godel/engine/describe_gguf.h"
#include "godel/engine/export_model.h"
#include "godel/engine/export_tensors.h"
#include "godel/engine/gguf_model.h"
#include "godel/formats/gguf_writer.h"
#include "godel/model/gguf_config.h"
#include "godel/model/gguf_names.h"
#include "godel/text/vocabulary_tables.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

// llama.cpp's number for what most of a file's weights are.
size_t FileTypeOf(DataType type) {
  switch (type) {
    case DataType::kF16:
      return 1;
    case DataType::kQ8Zero:
      return 7;
    case DataType::kBf16:
      return 32;
    default:
      return 0;
  }
}

// Matrices get the wanted type, if their rows are whole blocks of it; what is small stays f32.
DataType GgufTypeFor(const ExportedTensor& tensor, DataType wanted) {
  const bool whole_blocks = tensor.stored->view.shape.back() % TraitsOf(wanted).block_elements == 0;
  return IsSmall(tensor) || !whole_blocks ? DataType::kF32 : wanted;
}

void AddVocabulary(const ModelFolder& model, GgufMetadataBuilder* metadata) {
  const VocabularyTables tables = model.tokenizer.Tables(model.config.vocab_size);
  metadata->AddText("tokenizer.ggml.model", "t5");
  metadata->AddText("tokenizer.ggml.pre", "default");
  metadata->AddTexts("tokenizer.ggml.tokens", tables.pieces);
  metadata->AddF32s("tokenizer.ggml.scores", tables.scores);
  metadata->AddI32s("tokenizer.ggml.token_type", tables.types);
  metadata->AddBool("tokenizer.ggml.add_space_prefix", tables.add_space_prefix);
  metadata->AddBool("tokenizer.ggml.remove_extra_whitespaces", true);
  if (!tables.precompiled_charsmap.empty())
    metadata->AddBytes("tokenizer.ggml.precompiled_charsmap", tables.precompiled_charsmap);
  metadata->AddU32("tokenizer.ggml.eos_token_id", Index(tables.suffix.value_or(model.config.eos_token_ids.front())));
  if (tables.unknown) metadata->AddU32("tokenizer.ggml.unknown_token_id", Index(*tables.unknown));
  metadata->AddU32("tokenizer.ggml.padding_token_id", Index(model.config.pad_token_id));
  metadata->AddBool("tokenizer.ggml.add_bos_token", false);
  metadata->AddBool("tokenizer.ggml.add_eos_token", tables.suffix.has_value());
}

void AddCarriedFiles(const CarriedFiles& files, GgufMetadataBuilder* metadata) {
  for (const auto& [name, content] : files.tokenizer) {
    if (name == "spiece.model")
      metadata->AddBytes(EmbeddedKey(name), content);
    else
      metadata->AddText(EmbeddedKey(name), content);
  }
  if (!files.generation_config.empty()) metadata->AddText(kGenerationConfigKey, files.generation_config);
}

// "GODEL-v1_1-base-seq2seq", of a folder with or without a final slash, or of a file.
std::string NameOf(const fs::path& model) {
  const fs::path path = fs::absolute(model).lexically_normal();
  return (path.has_filename() ? path.stem() : path.parent_path().filename()).string();
}

}  // namespace

Result<GgufMetadataBuilder> DescribeModel(const fs::path& model, const ModelFolder& parts, DataType type) {
  GODEL_TRY(const CarriedFiles carried, ReadCarriedFiles(model));
  GgufMetadataBuilder metadata;
  metadata.AddText("general.architecture", "t5");
  metadata.AddText("general.type", "model");
  metadata.AddText("general.name", NameOf(model));
  metadata.AddU32("general.file_type", FileTypeOf(type));
  metadata.AddU32("general.quantization_version", 2);
  AddT5Config(parts.config, &metadata);
  AddVocabulary(parts, &metadata);
  AddCarriedFiles(carried, &metadata);
  return metadata;
}

Status ExportGguf(const fs::path& model, const fs::path& file, const ExportOptions& options) {
  GODEL_TRY(const ModelSource source, ReadModelSource(model, options.lora));
  GODEL_TRY_STATUS(CheckNotPacked(source.checkpoint));
  GODEL_TRY_STATUS(CheckStillTied(source));
  GODEL_TRY(GgufMetadataBuilder metadata, DescribeModel(model, source.parts, options.type));
  const auto tensors = TensorsToExport(source.checkpoint, source.lora);
  std::vector<TensorPlan> plans;
  plans.reserve(tensors.size());
  for (const ExportedTensor& tensor : tensors)
    plans.push_back({.name = ToGgufName(tensor.name).value_or(tensor.name),
                     .type = GgufTypeFor(tensor, options.type),
                     .shape = tensor.stored->view.shape});
  return WriteGguf(file, std::move(metadata), plans, ConvertingSource(source.checkpoint, tensors, plans, options));
}

}  // namespace godel
