// SPDX-License-Identifier: MIT
// Low-rank adapters as PEFT trains them: y = W x + scale * B A dropout(x), with W frozen.
#pragma once
#include <string>
#include <vector>

#include "godel/train/fused_ops.h"
#include "godel/train/parameters.h"

namespace godel::train {

struct LoraConfig {
  std::vector<std::string> target_modules;  // last words of module names, e.g. "q", "v"; empty: no adapters
  int64_t r = 8;
  double alpha = 16;
  double dropout = 0;
  std::string base_model = {};  // what the adapter is for, as PEFT notes it
  double scale() const { return alpha / static_cast<double>(r); }
};

// The adapters' parameters for every matrix of `specs` whose module is a target, under PEFT's names.
std::vector<ParameterSpec> LoraParameters(const std::vector<ParameterSpec>& specs, const LoraConfig& config);

// A as PEFT starts it (uniform within 1 / sqrt(columns)); B stays zero.
void InitialiseLora(ParameterSet* adapters, uint64_t seed);

// W += scale B A for each matrix with an adapter; the adapters are set to zero, so that nothing is added twice.
void MergeLora(ParameterSet& adapters, const LoraConfig& config, ParameterSet* base);

// Adapters of the rows [row, row + rows of b) of a matrix.
struct LoraPart {
  Weight a, b;  // [r, in], [out, r]
  int64_t row = 0;
};

// y [R, out] with what the parts add, of inputs [R, in] behind the dropout.
at::Tensor AddLora(const at::Tensor& y, const at::Tensor& dropped, const std::vector<LoraPart>& parts,
                   const LoraConfig& config);

}  // namespace godel::train
