// SPDX-License-Identifier: MIT
// T5 with gradients: the family of model/ (ReLU or gated GELU, tied or own lm_head), the same numbers as
// T5ForConditionalGeneration. Sequences lie one behind the other, so no padding is multiplied.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "godel/dataset/batch_stream.h"
#include "godel/formats/checkpoint.h"
#include "godel/model/t5_config.h"
#include "godel/train/cross_entropy.h"
#include "godel/train/lora.h"
#include "godel/train/parameters.h"

namespace godel::train {

struct TrainableOptions {
  Placement placement = {};          // bf16: products, with f32 norms, softmax, sums and weights
  LoraConfig lora = {};              // without targets: every parameter is trained
  bool recompute_layers = false;     // a layer's activations are made again in its backward: a third more work for
                                     // a fraction of the memory; the gradients are the same bits
  const Kernels* kernels = nullptr;  // null: those of the device
};

// One forward: what it drops, and the noise of its embeddings, depends on `seed` and `forward` alone.
struct ForwardOptions {
  double dropout_rate = 0;
  double neftune_noise_alpha = 0;
  uint64_t seed = 0;
  uint64_t forward = 0;  // number of the micro-batch since the start of the run, over all processes
  LossOptions loss = {};
};

struct BatchLoss {
  double sum = 0;      // over the target tokens, with label smoothing
  double nll_sum = 0;  // without
  size_t tokens = 0;
};

// For one thread at a time; products and rows are shared out over at::get_num_threads().
class TrainableT5 {
 public:
  // Weights of a checkpoint. Error: kUnsupported for activations other than ReLU and gated gelu_new; as
  // ParameterSet::Load.
  static Result<TrainableT5> FromCheckpoint(const Checkpoint& checkpoint, const T5Config& config,
                                            const TrainableOptions& options);
  // Fresh weights, as T5's initialisation with initializer_factor `factor`, but for an embedding of this deviation.
  struct Initialisation {
    double factor = 1;
    double embedding_deviation = 1;
    bool has_lm_head = false;
    uint64_t seed = 0;
  };
  static Result<TrainableT5> Fresh(const T5Config& config, const Initialisation& how, const TrainableOptions& options);
  TrainableT5(TrainableT5&&) noexcept;
  TrainableT5& operator=(TrainableT5&&) noexcept;
  ~TrainableT5();

  // Adds the gradients of loss.gradient_scale * sum. Ids must be below config's vocab_size and no sequence empty.
  BatchLoss AccumulateGradients(const TokenBatch& batch, const ForwardOptions& options);
  BatchLoss Loss(const TokenBatch& batch);
  at::Tensor Logits(const TokenBatch& batch);  // f32 [target tokens, V]

  const T5Config& config() const;
  bool has_lm_head() const;
  // What the optimiser changes: all, or the adapters.
  ParameterSet& trained();
  const ParameterSet& base() const;
  const LoraConfig& lora() const;
  // Puts the adapters into the matrices they are for (W + scale B A), after which the model gives what both together
  // gave and must not be trained any more. Nothing without adapters.
  void MergeAdapters();

 private:
  struct Impl;
  explicit TrainableT5(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The parameters of a T5 of this shape, in an order in which those that are multiplied together are neighbours.
std::vector<ParameterSpec> T5Parameters(const T5Config& config, bool has_lm_head);

}  // namespace godel::train
