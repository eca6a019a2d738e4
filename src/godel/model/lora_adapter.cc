// SPDX-License-Identifier: MIT
#include "godel/model/lora_adapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "godel/base/json.h"
#include "godel/formats/named_tensors.h"
#include "godel/model/gguf_names.h"
#include "godel/model/lora_config.h"
#include "godel/model/weights.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "base_model.model.";
constexpr std::string_view kA = ".lora_A.weight";
constexpr std::string_view kB = ".lora_B.weight";
constexpr JsonLimits kConfigLimits{.max_bytes = size_t{16} << 20};

// The modules of T5 that are matrices, by what their names end with.
constexpr std::array<std::string_view, 9> kMatrices = {"q", "k", "v", "o", "wi", "wi_0", "wi_1", "wo", "lm_head"};

bool IsMatrix(const std::string& module) {
  const size_t dot = module.rfind('.');
  const std::string_view last = std::string_view(module).substr(dot == module.npos ? 0 : dot + 1);
  return std::find(kMatrices.begin(), kMatrices.end(), last) != kMatrices.end() && ToGgufName(module + ".weight");
}

Result<LoraConfig> ReadConfig(const fs::path& folder) {
  std::error_code ignored;
  const fs::path path = folder / "adapter_config.json";
  if (!fs::is_directory(folder, ignored))
    return Fail(ErrorCode::kNotFound,
                "no such folder; an adapter is a folder with adapter_config.json and "
                "adapter_model.safetensors, as PEFT saves it");
  if (!fs::exists(path, ignored))
    return Fail(ErrorCode::kNotFound, fs::exists(folder / "config.json", ignored)
                                          ? "holds a whole model (config.json), no adapter (adapter_config.json)"
                                          : "no adapter_config.json in it; an adapter is a folder as PEFT saves it");
  GODEL_TRY(const Json json, ReadJsonFile(path, kConfigLimits));
  auto config = ParseLoraConfig(json);
  if (!config) return Within("adapter_config.json", config.error());
  return config;
}

Result<Checkpoint> ReadTensors(const fs::path& folder) {
  std::error_code ignored;
  if (const auto path = folder / "adapter_model.safetensors"; fs::exists(path, ignored)) return LoadSafetensors(path);
  if (const auto path = folder / "adapter_model.bin"; fs::exists(path, ignored)) return LoadTorchZip(path);
  return Fail(ErrorCode::kNotFound, "neither adapter_model.safetensors nor adapter_model.bin in it");
}

// The two factors of one module.
struct Pair {
  const TensorView* a = nullptr;
  const TensorView* b = nullptr;
};

Result<std::map<std::string, Pair>> PairsOf(const Checkpoint& tensors) {
  std::map<std::string, Pair> pairs;
  for (const auto& [name, tensor] : tensors.tensors) {
    const bool is_a = name.ends_with(kA);
    if (!name.starts_with(kPrefix) || !(is_a || name.ends_with(kB)))
      return Fail(ErrorCode::kUnsupported,
                  fmt::format("tensor {}: expected {}MODULE{} or {} alone; adapters of embeddings, whole modules and "
                              "scales (DoRA) cannot be used here: merge them in PEFT (merge_and_unload)",
                              Printable(name), kPrefix, kA, kB));
    if (!IsFloat(tensor.view.type))
      return Fail(ErrorCode::kUnsupported, fmt::format("tensor {}: expected f32, bf16, f16 or f64 values, found {}",
                                                       Printable(name), DataTypeName(tensor.view.type)));
    const size_t end = name.size() - kA.size();
    // The prefix ends with a dot and the ending starts with one, which may be the same.
    const std::string module = end > kPrefix.size() ? name.substr(kPrefix.size(), end - kPrefix.size()) : "";
    (is_a ? pairs[module].a : pairs[module].b) = &tensor.view;
  }
  if (pairs.empty()) return Fail(ErrorCode::kBadData, "the adapter holds no tensors");
  return pairs;
}

// Reads one adapter for one model.
class AdapterReader {
 public:
  AdapterReader(const LoraFolder& adapter, LoraConfig config, const std::string& model_name, Checkpoint* model)
      : adapter_(adapter), config_(std::move(config)), model_name_(model_name), model_(*model) {}

  Status Read(LoraUpdates* updates) {
    GODEL_TRY(const Checkpoint tensors, ReadTensors(adapter_.folder));
    GODEL_TRY(const auto pairs, PairsOf(tensors));
    for (const auto& [module, pair] : pairs) {
      auto update = ReadUpdate(module, pair);
      if (!update) return tl::unexpected<Error>(std::move(update.error()));
      updates->Add(module + ".weight", *std::move(update));
    }
    return CheckComplete(pairs);
  }

 private:
  // "is the adapter of another model?", with what both are called.
  std::string OtherModel() const {
    return fmt::format("is the adapter for another model than {}?{}", model_name_,
                       config_.base_model.empty()
                           ? ""
                           : fmt::format(" It says that it was trained on {}", Excerpt(Json(config_.base_model))));
  }

  Result<LoraUpdate> ReadUpdate(const std::string& module, const Pair& pair) {
    GODEL_TRY(const TensorView* matrix, MatrixOf(module));
    if (pair.a == nullptr || pair.b == nullptr)
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}: {} is there without {}; is the file whole?", Printable(module),
                              pair.a == nullptr ? "lora_B" : "lora_A", pair.a == nullptr ? "lora_A" : "lora_B"));
    GODEL_TRY_STATUS(CheckShapes(module, *matrix, pair));
    if (IsTarget(config_, module) == false)
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}: the adapter has tensors of it, but target_modules of "
                              "adapter_config.json does not name it; are both files of one adapter?",
                              module));
    const auto scale = static_cast<float>(ScaleOf(config_, module) * double{adapter_.scale});
    if (!std::isfinite(scale))
      return Fail(ErrorCode::kBadData, fmt::format("{}: lora_alpha or the scale is too large", module));
    LoraUpdate update{.rank = pair.a->shape[0], .scale = scale, .a = {}, .b = {}};
    GODEL_TRY(update.a, Values(module, "lora_A", *pair.a));
    GODEL_TRY(update.b, Values(module, "lora_B", *pair.b));
    return update;
  }

  Result<const TensorView*> MatrixOf(const std::string& module) {
    if (ToGgufName(module + ".weight") && !IsMatrix(module))
      return Fail(ErrorCode::kUnsupported,
                  fmt::format("{}: only q, k, v, o, wi, wi_0, wi_1, wo and lm_head can be adapted here", module));
    if (module == "lm_head") NameVocabularyMatrix();
    const StoredTensor* const tensor = IsMatrix(module) ? model_.Find(module + ".weight") : nullptr;
    if (tensor == nullptr)
      return Fail(ErrorCode::kBadData, fmt::format("the adapter changes {}, which {} does not have; {}",
                                                   Printable(module), model_name_, OtherModel()));
    return &tensor->view;
  }

  void NameVocabularyMatrix() {
    const StoredTensor* const embedding = model_.Find(EmbeddingName(model_));
    if (embedding != nullptr) model_.tensors.emplace("lm_head.weight", *embedding);
  }

  Status CheckShapes(const std::string& module, const TensorView& matrix, const Pair& pair) const {
    const Shape& a = pair.a->shape;
    const Shape& b = pair.b->shape;
    const size_t rank = RankOf(config_, module);
    const bool fits = matrix.shape.size() == 2 && a.size() == 2 && b.size() == 2 && a[1] == matrix.shape[1] &&
                      b[0] == matrix.shape[0] && a[0] == b[1];
    if (!fits)
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}: the model's matrix is {}, so lora_A [r, {}] and lora_B [{}, r] are expected; the "
                              "adapter has {} and {}; {}",
                              module, ToString(matrix.shape), matrix.shape.back(), matrix.shape.front(), ToString(a),
                              ToString(b), OtherModel()));
    if (a[0] != rank)
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}: adapter_config.json says rank {} (r or rank_pattern), but lora_A is {} and lora_B "
                              "{}; are both files of one adapter?",
                              module, rank, ToString(a), ToString(b)));
    return {};
  }

  static Result<std::vector<float>> Values(const std::string& module, std::string_view part, const TensorView& view) {
    std::vector<float> values(NumElements(view.shape));
    ReadF32(view, 0, values);
    for (const float value : values)
      if (!std::isfinite(value))
        return Fail(ErrorCode::kBadData, fmt::format("{}: {} holds NaN or infinite values", module, part));
    return values;
  }

  // A module that should be changed and is not shows an adapter of a model with fewer layers.
  Status CheckComplete(const std::map<std::string, Pair>& pairs) const {
    constexpr std::string_view kSuffix = ".weight";
    for (const auto& [name, tensor] : model_.tensors) {
      if (!name.ends_with(kSuffix)) continue;
      const std::string module = name.substr(0, name.size() - kSuffix.size());
      if (!IsMatrix(module) || pairs.contains(module) || IsTarget(config_, module) != true) continue;
      return Fail(ErrorCode::kBadData,
                  fmt::format("target_modules names {}, but the adapter has no tensors of it (only of {} modules); {}",
                              module, pairs.size(), OtherModel()));
    }
    return {};
  }

  const LoraFolder& adapter_;
  LoraConfig config_;
  const std::string& model_name_;
  Checkpoint& model_;
};

Status CheckPlain(const std::string& model_name, const Checkpoint& model) {
  const auto packed = model.tensors.lower_bound("packed.");
  if (packed == model.tensors.end() || !packed->first.starts_with("packed.")) return {};
  return Fail(
      ErrorCode::kUnsupported,
      fmt::format("{}: its weights are packed ({}), and an adapter needs them as numbers; give it together with "
                  "the model that this file was made of, or convert that model with the adapter",
                  model_name, Printable(packed->first)));
}

}  // namespace

Result<LoraUpdates> LoadLora(std::span<const LoraFolder> folders, const std::string& model_name, Checkpoint* model) {
  LoraUpdates updates;
  if (folders.empty()) return updates;
  GODEL_TRY_STATUS(CheckPlain(model_name, *model));
  for (const LoraFolder& adapter : folders) {
    const std::string where = adapter.folder.string();
    auto config = ReadConfig(adapter.folder);
    if (!config) return Within(where, config.error());
    if (Status read = AdapterReader(adapter, *std::move(config), model_name, model).Read(&updates); !read)
      return Within(where, std::move(read.error()));
  }
  return updates;
}

}  // namespace godel
