// SPDX-License-Identifier: MIT
#include "godel/train/recorded_step.h"

#include <memory>
#include <utility>

namespace godel::train {
namespace {

class BackwardNode : public torch::autograd::Node {
 public:
  BackwardNode(torch::autograd::edge_list edges, Backward backward)
      : Node(std::move(edges)), backward_(std::move(backward)) {}
  torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
    const at::NoGradGuard no_grad;
    return backward_(gradients);
  }
  void release_variables() override { backward_ = nullptr; }

 private:
  Backward backward_;
};

}  // namespace

bool IsRecording(const Tensors& inputs) {
  if (!at::GradMode::is_enabled()) return false;
  for (const at::Tensor& input : inputs)
    if (input.defined() && input.requires_grad()) return true;
  return false;
}

void RecordStep(Tensors* outputs, const Tensors& inputs, Backward backward) {
  if (!IsRecording(inputs)) return;
  const auto node = std::shared_ptr<BackwardNode>(
      new BackwardNode(torch::autograd::collect_next_edges(inputs), std::move(backward)), torch::autograd::deleteNode);
  for (at::Tensor& output : *outputs) torch::autograd::set_history(output, node);
}

}  // namespace godel::train
