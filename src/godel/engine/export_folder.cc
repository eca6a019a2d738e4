// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "godel/base/json.h"
#include "godel/base/replacing_file.h"
#include "godel/engine/carried_files.h"
#include "godel/engine/export_model.h"
#include "godel/engine/export_tensors.h"
#include "godel/engine/gguf_model.h"
#include "godel/model/t5_config_json.h"
#include "godel/text/tokenizer_files.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> CannotWriteFolder(const fs::path& path, const std::error_code& error) {
  return Fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path.string(), error.message()));
}

// A folder that is removed unless it has been moved to its place.
class PartialFolder {
 public:
  static Result<std::unique_ptr<PartialFolder>> Create(const fs::path& target) {
    // A final slash would make the folder's name empty.
    const fs::path place = target.has_filename() ? target : target.parent_path();
    fs::path partial = place;
    partial += fmt::format(".partial-{}", ::getpid());
    std::error_code error;
    if (place.has_parent_path()) fs::create_directories(place.parent_path(), error);
    if (!error) fs::create_directory(partial, error);
    if (error) return CannotWriteFolder(place, error);
    return std::unique_ptr<PartialFolder>(new PartialFolder(place, partial));
  }
  ~PartialFolder() {
    std::error_code ignored;
    fs::remove_all(partial_, ignored);
  }
  PartialFolder(const PartialFolder&) = delete;
  PartialFolder& operator=(const PartialFolder&) = delete;

  const fs::path& path() const { return partial_; }

  Status MoveToPlace() {
    std::error_code error;
    if (!fs::exists(place_, error)) {
      fs::rename(partial_, place_, error);
      return error ? Status(CannotWriteFolder(place_, error)) : Status();
    }
    // Another tokenizer's files would be read together with the new ones.
    for (const std::string_view name : kTokenizerFileNames)
      if (!fs::exists(partial_ / name, error)) fs::remove(place_ / name, error);
    for (const auto& entry : fs::directory_iterator(partial_, error)) {
      fs::rename(entry.path(), place_ / entry.path().filename(), error);
      if (error) return CannotWriteFolder(place_, error);
    }
    return error ? Status(CannotWriteFolder(place_, error)) : Status();
  }

 private:
  PartialFolder(fs::path place, fs::path partial) : place_(std::move(place)), partial_(std::move(partial)) {}
  fs::path place_;
  fs::path partial_;
};

std::string_view TorchName(DataType type) {
  return type == DataType::kF16 ? "float16" : type == DataType::kBf16 ? "bfloat16" : "float32";
}

// The folder's own config.json, with keys that are not ours, or one made of what the GGUF file says.
Result<std::string> ConfigText(const fs::path& model, const T5Config& config, const std::vector<TensorPlan>& tensors) {
  const bool has_lm_head = std::any_of(tensors.begin(), tensors.end(),
                                       [](const TensorPlan& tensor) { return tensor.name == "lm_head.weight"; });
  Json json = ToConfigJson(config, has_lm_head);
  if (!IsModelFile(model)) {
    GODEL_TRY(json, ReadJsonFile(model / "config.json"));
  }
  // The name of this key was changed in transformers 4.56; the old one is still read.
  json[json.contains("dtype") ? "dtype" : "torch_dtype"] = TorchName(tensors.front().type);
  return Dump(json, 2) + "\n";
}

Status WriteSmallFiles(const fs::path& model, const CarriedFiles& carried, const fs::path& folder) {
  for (const auto& [name, content] : carried.tokenizer) GODEL_TRY_STATUS(WriteTextFile(folder / name, content));
  // Not needed beside tokenizer.json, but other programs may want it.
  if (!IsModelFile(model) && !carried.tokenizer.contains("spiece.model")) {
    std::error_code error;
    if (fs::exists(model / "spiece.model", error))
      fs::copy_file(model / "spiece.model", folder / "spiece.model", error);
    if (error) return CannotWriteFolder(folder, error);
  }
  if (carried.generation_config.empty()) return {};
  return WriteTextFile(folder / "generation_config.json", carried.generation_config);
}

}  // namespace

Status ExportFolder(const fs::path& model, const fs::path& folder, const ExportOptions& options) {
  GODEL_TRY(const ModelSource source, ReadModelSource(model, options.lora));
  GODEL_TRY_STATUS(CheckNotPacked(source.checkpoint));
  GODEL_TRY_STATUS(CheckStillTied(source));
  GODEL_TRY(const CarriedFiles carried, ReadCarriedFiles(model));
  const auto tensors = TensorsToExport(source.checkpoint, source.lora);
  std::vector<TensorPlan> plans;
  plans.reserve(tensors.size());
  for (const ExportedTensor& tensor : tensors)
    plans.push_back({.name = tensor.name, .type = options.type, .shape = tensor.stored->view.shape});
  if (plans.empty()) return Fail(ErrorCode::kBadData, fmt::format("{}: no tensors of a T5 model", model.string()));
  GODEL_TRY(const std::string config, ConfigText(model, source.parts.config, plans));
  GODEL_TRY(const auto partial, PartialFolder::Create(folder));
  GODEL_TRY_STATUS(WriteTextFile(partial->path() / "config.json", config));
  GODEL_TRY_STATUS(WriteSmallFiles(model, carried, partial->path()));
  GODEL_TRY_STATUS(WriteSafetensors(partial->path() / "model.safetensors", plans,
                                    ConvertingSource(source.checkpoint, tensors, plans, options)));
  return partial->MoveToPlace();
}

}  // namespace godel
