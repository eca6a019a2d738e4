// SPDX-License-Identifier: MIT
#include "godel/train/lora.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "godel/train/gaussian.h"

namespace godel::train {
namespace {

constexpr std::string_view kWeight = ".weight";

// "encoder.block.0.layer.0.SelfAttention.q" of "….q.weight".
std::string ModuleOf(const std::string& name) {
  return name.substr(0, name.size() - kWeight.size());
}

bool IsTarget(const std::string& module, const LoraConfig& config) {
  const std::string last = module.substr(module.rfind('.') + 1);
  return std::find(config.target_modules.begin(), config.target_modules.end(), last) != config.target_modules.end();
}

}  // namespace

std::vector<ParameterSpec> LoraParameters(const std::vector<ParameterSpec>& specs, const LoraConfig& config) {
  std::vector<ParameterSpec> adapters;
  for (const ParameterSpec& spec : specs) {
    if (spec.shape.size() != 2 || !spec.name.ends_with(kWeight) || !IsTarget(ModuleOf(spec.name), config)) continue;
    const std::string prefix = "base_model.model." + ModuleOf(spec.name);
    adapters.push_back({prefix + ".lora_A.weight", {config.r, spec.shape[1]}});
    adapters.push_back({prefix + ".lora_B.weight", {spec.shape[0], config.r}});
  }
  return adapters;
}

void InitialiseLora(ParameterSet* adapters, uint64_t seed) {
  for (size_t i = 0; i < adapters->specs().size(); ++i) {
    const ParameterSpec& spec = adapters->specs()[i];
    if (!spec.name.ends_with(".lora_A.weight")) continue;
    // kaiming_uniform with a = sqrt(5): the bound is 1 / sqrt(columns).
    const auto bound = static_cast<float>(1.0 / std::sqrt(static_cast<double>(spec.shape[1])));
    adapters->SetValues(i, [&](std::span<float> values) {
      for (size_t k = 0; k < values.size(); ++k)
        values[k] = bound * static_cast<float>(2.0 * UniformAt(seed, i, k) - 1.0);
    });
  }
  adapters->RefreshCompute();
}

void MergeLora(ParameterSet& adapters, const LoraConfig& config, ParameterSet* base) {
  const at::NoGradGuard no_grad;
  constexpr std::string_view kA = ".lora_A.weight", kPrefix = "base_model.model.";
  for (const ParameterSpec& spec : adapters.specs()) {
    if (!spec.name.ends_with(kA)) continue;
    const std::string adapted = spec.name.substr(0, spec.name.size() - kA.size());
    const at::Tensor a = adapters.Get(spec.name).value.detach();
    const at::Tensor b = adapters.Get(adapted + ".lora_B.weight").value.detach();
    base->Get(adapted.substr(kPrefix.size()) + ".weight").value.detach().add_(at::mm(b, a), config.scale());
  }
  adapters.values().detach().zero_();
  adapters.RefreshCompute();
  base->RefreshCompute();
}

at::Tensor AddLora(const at::Tensor& y, const at::Tensor& dropped, const std::vector<LoraPart>& parts,
                   const LoraConfig& config) {
  std::vector<at::Tensor> columns;
  int64_t done = 0;
  for (const LoraPart& part : parts) {
    if (part.row > done) columns.push_back(y.narrow(1, done, part.row - done));
    const int64_t rows = part.b.value.size(0);
    columns.push_back(y.narrow(1, part.row, rows) + Multiply(Multiply(dropped, part.a), part.b) * config.scale());
    done = part.row + rows;
  }
  if (done < y.size(1)) columns.push_back(y.narrow(1, done, y.size(1) - done));
  return at::cat(columns, 1);
}

}  // namespace godel::train
