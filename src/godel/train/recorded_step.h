// SPDX-License-Identifier: MIT
// A step of the autograd graph whose backward is a function of ours, so that a fused forward keeps exactly what its
// backward needs.
#pragma once
#include <functional>
#include <vector>

#include "godel/train/torch.h"

namespace godel::train {

using Tensors = std::vector<at::Tensor>;

// Gets the gradients of the outputs (undefined: zero) and gives those of the inputs (undefined: none flows there).
using Backward = std::function<Tensors(const Tensors& output_gradients)>;

// Makes `outputs`, computed without autograd, depend on `inputs`. Does nothing where no gradient is asked for.
// `backward` must not hold the outputs themselves, which would be a cycle: hold their detach().
void RecordStep(Tensors* outputs, const Tensors& inputs, Backward backward);

// Whether RecordStep would record: what the forward need not keep otherwise.
bool IsRecording(const Tensors& inputs);

// `step` of the inputs, keeping nothing for its backward, which runs it once more (activation checkpointing: Chen et
// al. 2016, "Training Deep Nets with Sublinear Memory Cost"). It must give the same again, must outlive the backward
// with what it refers to, and its outputs must be none of its inputs. Undefined inputs are handed on.
using ForwardStep = std::function<Tensors(const Tensors& inputs)>;
Tensors Recomputed(const ForwardStep& step, const Tensors& inputs);

}  // namespace godel::train
