// SPDX-License-Identifier: MIT
// AdamW as torch.optim.AdamW, and Adafactor as transformers.Adafactor with T5's settings; clipping; learning rates.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "godel/train/parameters.h"

namespace godel::train {

// The norm of all gradients, and what clipping multiplies them with: max_norm / (norm + 1e-6), at most 1, as
// torch.nn.utils.clip_grad_norm_. A max_norm of 0 does not clip.
struct ClippedNorm {
  double norm;
  double factor;
};
ClippedNorm ClipNorm(const ParameterSet& parameters, double max_norm);

struct StepOptions {
  double learning_rate;
  double gradient_factor = 1;   // of clipping
  double embedding_factor = 1;  // of the learning rate of shared.weight
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  // Changes the values by their gradients, and renews their copies.
  virtual void Step(ParameterSet* parameters, const StepOptions& options) = 0;
  // Everything that the next step depends on, by name, and how many steps were made. The tensors are the state itself:
  // writing into them restores it.
  virtual std::vector<std::pair<std::string, at::Tensor>> State() = 0;
  int64_t steps = 0;
};

struct AdamWOptions {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
};
std::unique_ptr<Optimizer> MakeAdamW(const ParameterSet& parameters, const AdamWOptions& options);

// Names and meanings as in transformers.Adafactor, without beta1.
struct AdafactorOptions {
  double epsilon = 1e-30, clip_threshold = 1.0, decay_rate = -0.8, weight_decay = 0;
  double epsilon_of_scale = 1e-3;
  bool scale_parameter = false;  // steps are relative to a parameter's root mean square, at least epsilon_of_scale
  bool relative_step = false;    // step sizes of its own, min(1e-2, 1 / sqrt(t)), instead of learning rates
  bool warmup_init = false;      // with relative_step: at most 1e-6 t
};
std::unique_ptr<Optimizer> MakeAdafactor(const ParameterSet& parameters, const AdafactorOptions& options);

}  // namespace godel::train
