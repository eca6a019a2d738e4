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

// libtorch counts references to a node by shared_ptr in older versions, by its own intrusive_ptr in newer ones. Nodes
// are freed one inside the other, a stack frame each: a graph here is a few hundred steps deep.
using NodePointer = decltype(torch::autograd::Edge::function);
template <class Pointer = NodePointer>
Pointer MakeNode(torch::autograd::edge_list edges, Backward backward) {
  if constexpr (std::is_same_v<Pointer, std::shared_ptr<torch::autograd::Node>>) {
    return std::make_shared<BackwardNode>(std::move(edges), std::move(backward));
  } else {
    return c10::make_intrusive<BackwardNode>(std::move(edges), std::move(backward));
  }
}

}  // namespace

bool IsRecording(const Tensors& inputs) {
  if (!at::GradMode::is_enabled()) return false;
  for (const at::Tensor& input : inputs)
    if (input.defined() && input.requires_grad()) return true;
  return false;
}

void RecordStep(Tensors* outputs, const Tensors& inputs, Backward backward) {
  if (!IsRecording(inputs)) return;
  const auto node = MakeNode(torch::autograd::collect_next_edges(inputs), std::move(backward));
  for (at::Tensor& output : *outputs) torch::autograd::set_history(output, node);
}

Tensors Recomputed(const ForwardStep& step, const Tensors& inputs) {
  if (!IsRecording(inputs)) return step(inputs);
  // Cut off from the graph; for the second run with a graph of their own.
  const auto detached = [](const Tensors& tensors, const Tensors& like, bool record) {
    Tensors out;
    for (size_t i = 0; i < tensors.size(); ++i) {
      out.push_back(tensors[i].defined() ? tensors[i].detach() : at::Tensor());
      if (record && out[i].defined() && like[i].requires_grad()) out[i].requires_grad_(true);
    }
    return out;
  };
  Tensors outputs;
  {
    const at::NoGradGuard no_grad;
    outputs = step(detached(inputs, inputs, false));
  }
  RecordStep(&outputs, inputs, [step, inputs, detached](const Tensors& gradients) -> Tensors {
    const at::AutoGradMode record(true);
    const Tensors again = detached(inputs, inputs, true);
    const Tensors results = step(again);
    Tensors roots, root_gradients;
    for (size_t i = 0; i < results.size(); ++i) {
      if (!gradients[i].defined() || !results[i].requires_grad()) continue;
      roots.push_back(results[i]);
      root_gradients.push_back(gradients[i]);
    }
    if (!roots.empty()) torch::autograd::backward(roots, root_gradients);
    Tensors flowing;
    for (const at::Tensor& input : again) flowing.push_back(input.defined() ? input.grad() : at::Tensor());
    return flowing;
  });
  return outputs;
}

}  // namespace godel::train
