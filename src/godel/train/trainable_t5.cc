// SPDX-License-Identifier: MIT
#include "godel/train/trainable_t5.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "godel/dataset/hash_random.h"
#include "godel/tensor/same_bytes.h"
#include "godel/train/gaussian.h"
#include "godel/train/kernels.h"
#include "godel/train/neftune.h"

namespace godel::train {
namespace {

struct Linear {
  Weight weight;
  std::vector<LoraPart> lora;
};

struct AttentionLayer {
  Weight norm;
  Linear q, kv, qkv, o;  // q and kv in cross-attention, qkv in self-attention
};

struct FeedForwardLayer {
  Weight norm;
  Linear wi, wi_1, wo;  // wi is wi_0 when gated
};

struct Layer {
  AttentionLayer self;
  std::optional<AttentionLayer> cross;
  FeedForwardLayer feed_forward;
};

struct Stack {
  std::vector<Layer> layers;
  Weight final_norm, bias;
  BucketParams buckets;
};

}  // namespace

struct TrainableT5::Impl {
  T5Config config;
  TrainableOptions options;
  bool has_lm_head;
  ParameterSet base;
  std::optional<ParameterSet> adapters;
  Weight shared, lm_head;
  Stack encoder, decoder;

  Impl(const T5Config& c, bool head, const TrainableOptions& o)
      : config(c),
        options(o),
        has_lm_head(head),
        base(T5Parameters(c, head), o.lora.target_modules.empty() ? Training::kTrained : Training::kFrozen,
             o.placement) {
    if (options.kernels == nullptr) options.kernels = &KernelsOf(o.placement.device);
    if (!o.lora.target_modules.empty())
      adapters.emplace(LoraParameters(base.specs(), o.lora), Training::kTrained, o.placement);
  }

  Linear MakeLinear(const std::string& at, const std::vector<std::string>& parts) const {
    std::vector<std::string> names;
    names.reserve(parts.size());
    for (const std::string& part : parts) names.push_back(at + part + ".weight");
    Linear linear{base.Get(names), {}};
    int64_t row = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (adapters) {
        const std::string prefix = "base_model.model." + at + parts[i];
        for (const ParameterSpec& spec : adapters->specs())
          if (spec.name == prefix + ".lora_A.weight")
            linear.lora.push_back({adapters->Get(spec.name), adapters->Get(prefix + ".lora_B.weight"), row});
      }
      row += base.Get(names[i]).value.size(0);
    }
    return linear;
  }

  Stack MakeStack(const std::string& name, size_t layers, Direction direction) const {
    Stack stack;
    for (size_t i = 0; i < layers; ++i) {
      const std::string block = fmt::format("{}.block.{}.layer.", name, i);
      Layer layer;
      layer.self = {base.Get(block + "0.layer_norm.weight"),
                    {},
                    {},
                    MakeLinear(block + "0.SelfAttention.", {"q", "k", "v"}),
                    MakeLinear(block + "0.SelfAttention.", {"o"})};
      size_t next = 1;
      if (direction == Direction::kCausal) {
        const std::string at = block + "1.EncDecAttention.";
        layer.cross = AttentionLayer{base.Get(block + "1.layer_norm.weight"),
                                     MakeLinear(at, {"q"}),
                                     MakeLinear(at, {"k", "v"}),
                                     {},
                                     MakeLinear(at, {"o"})};
        next = 2;
      }
      const std::string at = fmt::format("{}{}.", block, next);
      const std::string dense = at + "DenseReluDense.";
      layer.feed_forward.norm = base.Get(at + "layer_norm.weight");
      layer.feed_forward.wi = MakeLinear(dense, {config.gated ? "wi_0" : "wi"});
      if (config.gated) layer.feed_forward.wi_1 = MakeLinear(dense, {"wi_1"});
      layer.feed_forward.wo = MakeLinear(dense, {"wo"});
      stack.layers.push_back(std::move(layer));
    }
    stack.final_norm = base.Get(name + ".final_layer_norm.weight");
    stack.bias = base.Get(name + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight");
    stack.buckets = {direction, config.relative_attention_num_buckets, config.relative_attention_max_distance};
    return stack;
  }

  void Connect() {
    shared = base.Get("shared.weight");
    lm_head = has_lm_head ? base.Get("lm_head.weight") : shared;
    encoder = MakeStack("encoder", config.num_layers, Direction::kBidirectional);
    decoder = MakeStack("decoder", config.num_decoder_layers, Direction::kCausal);
  }
};

namespace {

// A tensor of the layer that gets a gradient.
at::Tensor TrainedIn(const Layer& layer) {
  for (const Linear* const linear :
       {&layer.self.qkv, &layer.self.o, &layer.feed_forward.wi, &layer.feed_forward.wi_1, &layer.feed_forward.wo})
    if (!linear->lora.empty()) return linear->lora.front().a.value;
  if (layer.cross)
    for (const Linear* const linear : {&layer.cross->q, &layer.cross->kv, &layer.cross->o})
      if (!linear->lora.empty()) return linear->lora.front().a.value;
  return layer.self.norm.value;
}

// One pass through the model; hands out the dropouts in order.
class Pass {
 public:
  Pass(const T5Config& config, const TrainableOptions& model, const ForwardOptions& options)
      : config_(config),
        model_(model),
        kernels_(*model.kernels),
        options_(options),
        heads_{static_cast<int64_t>(config.num_heads), static_cast<int64_t>(config.d_kv)} {}

  at::Tensor Encode(const Stack& stack, const Weight& shared, const RaggedIds& input) {
    return Run(stack, Embed(shared, input.ids, input.offsets), input.offsets, nullptr);
  }

  struct Encoded {
    at::Tensor rows;
    const std::vector<size_t>* offsets;
  };
  at::Tensor Decode(const Stack& stack, const Weight& shared, const RaggedIds& target, const Encoded& encoded) {
    std::vector<TokenId> shifted(target.ids.size());
    for (size_t b = 0; b < target.sequences(); ++b)
      for (size_t i = target.offsets[b]; i < target.offsets[b + 1]; ++i)
        shifted[i] = i == target.offsets[b] ? config_.decoder_start_token_id : target.ids[i - 1];
    const at::Tensor rows = Run(stack, Embed(shared, shifted, target.offsets), target.offsets, &encoded);
    return config_.scale_decoder_outputs ? rows * (1.0 / std::sqrt(static_cast<double>(config_.d_model))) : rows;
  }

 private:
  Dropout NextDropout() { return {options_.dropout_rate, HashOf({options_.seed, options_.forward, ++places_})}; }

  at::Tensor Embed(const Weight& shared, std::span<const TokenId> ids, const std::vector<size_t>& offsets) {
    const Dropout dropout = NextDropout();
    if (options_.neftune_noise_alpha == 0) return kernels_.look_up(shared, ids, dropout);
    const at::Tensor rows = kernels_.look_up(shared, ids, {});
    const at::Tensor noise = NeftuneNoise(offsets, rows.size(1), options_.neftune_noise_alpha, dropout.key);
    return kernels_.drop(rows + noise.to(rows.device()), dropout);
  }

  at::Tensor Product(const at::Tensor& x, const Linear& linear) {
    const at::Tensor y = Multiply(x, linear.weight);
    if (linear.lora.empty()) return y;
    Dropout dropout = NextDropout();
    dropout.rate = training_ ? model_.lora.dropout : 0;  // a rate of its own
    return AddLora(y, kernels_.drop(x, dropout), linear.lora, model_.lora);
  }

  StreamAndNorm Norm(const at::Tensor& stream, const at::Tensor& y, const Weight& weight) {
    return kernels_.add_and_norm(stream, y, weight, NextDropout(),
                                 {config_.layer_norm_epsilon, model_.placement.compute});
  }

  at::Tensor SelfAttention(const at::Tensor& x, const AttentionLayer& layer, const at::Tensor& bias,
                           const std::vector<size_t>& offsets, Mask mask) {
    const at::Tensor qkv = Product(x, layer.qkv);
    const int64_t inner = heads_.count * heads_.width;
    return Product(kernels_.attend({qkv, 0, &offsets}, {qkv, inner, &offsets}, {qkv, 2 * inner, &offsets}, bias,
                                   {heads_, mask, NextDropout()}),
                   layer.o);
  }

  at::Tensor CrossAttention(const at::Tensor& x, const AttentionLayer& layer, const std::vector<size_t>& offsets,
                            const Encoded& encoded) {
    const at::Tensor q = Product(x, layer.q), kv = Product(encoded.rows, layer.kv);
    return Product(
        kernels_.attend({q, 0, &offsets}, {kv, 0, encoded.offsets}, {kv, heads_.count * heads_.width, encoded.offsets},
                        at::Tensor(), {heads_, Mask::kNone, NextDropout()}),
        layer.o);
  }

  at::Tensor FeedForward(const at::Tensor& x, const FeedForwardLayer& layer) {
    const at::Tensor inner = config_.gated
                                 ? kernels_.gated_gelu(Product(x, layer.wi), Product(x, layer.wi_1), NextDropout())
                                 : kernels_.relu(Product(x, layer.wi), NextDropout());
    return Product(inner, layer.wo);
  }

  struct LayerInput {
    at::Tensor stream, y, bias;
    Encoded encoded;  // without rows in the encoder
  };

  // The residual stream, and what the next norm adds to it.
  Tensors RunLayer(const Layer& layer, const LayerInput& in, const std::vector<size_t>& offsets, Mask mask) {
    const auto before_self = Norm(in.stream, in.y, layer.self.norm);
    at::Tensor stream = before_self.stream, y = SelfAttention(before_self.normed, layer.self, in.bias, offsets, mask);
    if (layer.cross) {
      const auto before_cross = Norm(stream, y, layer.cross->norm);
      y = CrossAttention(before_cross.normed, *layer.cross, offsets, in.encoded);
      stream = before_cross.stream;
    }
    const auto before_feed_forward = Norm(stream, y, layer.feed_forward.norm);
    return {before_feed_forward.stream, FeedForward(before_feed_forward.normed, layer.feed_forward)};
  }

  at::Tensor Run(const Stack& stack, const at::Tensor& embedded, const std::vector<size_t>& offsets,
                 const Encoded* encoded) {
    size_t longest = 1;
    for (size_t b = 1; b < offsets.size(); ++b) longest = std::max(longest, offsets[b] - offsets[b - 1]);
    const at::Tensor bias = kernels_.bias_by_distance(stack.bias, stack.buckets, longest);
    const Mask mask = stack.buckets.direction == Direction::kCausal ? Mask::kCausal : Mask::kNone;
    at::Tensor stream = embedded, y;
    for (const Layer& layer : stack.layers) {
      const uint64_t places = places_;  // a layer that runs again drops the same again
      const std::vector<size_t>* const encoded_offsets = encoded ? encoded->offsets : nullptr;
      const auto step = [this, &layer, &offsets, mask, encoded_offsets, places](const Tensors& in) {
        places_ = places;
        return RunLayer(layer, {in[0], in[1], in[2], {in[3], encoded_offsets}}, offsets, mask);
      };
      // The last one is there so that adapters on a frozen embedding are recorded.
      const Tensors in = {stream, y, bias, encoded ? encoded->rows : at::Tensor(), TrainedIn(layer)};
      const Tensors out = model_.recompute_layers ? Recomputed(step, in) : step(in);
      stream = out[0];
      y = out[1];
    }
    return kernels_.drop(Norm(stream, y, stack.final_norm).normed, NextDropout());
  }

  const T5Config& config_;
  const TrainableOptions& model_;
  const Kernels& kernels_;
  const ForwardOptions& options_;
  HeadShape heads_;
  // As the pass began: a layer that will run again runs without a graph the first time.
  const bool training_ = at::GradMode::is_enabled();
  uint64_t places_ = 0;
};

Status CheckSupported(const T5Config& config) {
  const bool relu = !config.gated && config.activation == FeedForwardActivation::kRelu;
  const bool gated_gelu = config.gated && config.activation == FeedForwardActivation::kGeluNew;
  if (relu || gated_gelu) return {};
  return Fail(ErrorCode::kUnsupported,
              "feed_forward_proj: relu and gated-gelu can be trained, this model has another one");
}

double DeviationOf(const std::string& name, const T5Config& config, const TrainableT5::Initialisation& how) {
  const auto d = static_cast<double>(config.d_model), k = static_cast<double>(config.d_kv);
  const double inner = static_cast<double>(config.num_heads) * k;
  if (name == "shared.weight") return how.embedding_deviation;
  if (name == "lm_head.weight") return how.factor;
  if (name.ends_with(".q.weight")) return how.factor / std::sqrt(d * k);
  if (name.ends_with(".o.weight")) return how.factor / std::sqrt(inner);
  if (name.ends_with(".wo.weight")) return how.factor / std::sqrt(static_cast<double>(config.d_ff));
  return how.factor / std::sqrt(d);  // k, v, wi, relative_attention_bias
}

}  // namespace

TrainableT5::TrainableT5(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TrainableT5::TrainableT5(TrainableT5&&) noexcept = default;
TrainableT5& TrainableT5::operator=(TrainableT5&&) noexcept = default;
TrainableT5::~TrainableT5() = default;

Result<TrainableT5> TrainableT5::FromCheckpoint(const Checkpoint& checkpoint, const T5Config& config,
                                                const TrainableOptions& options) {
  GODEL_TRY_STATUS(CheckSupported(config));
  // Old checkpoints hold the shared table under a stack's name only.
  Checkpoint renamed = checkpoint;
  for (const char* const name : {"encoder.embed_tokens.weight", "decoder.embed_tokens.weight"})
    if (const StoredTensor* const stored = checkpoint.Find(name)) renamed.tensors.emplace("shared.weight", *stored);
  // A tied model's file may repeat the embedding as lm_head.weight. Trained apart they would be tied no longer.
  const StoredTensor* const shared = renamed.Find("shared.weight");
  const StoredTensor* const head = checkpoint.Find("lm_head.weight");
  const bool tied =
      head == nullptr || (config.scale_decoder_outputs && shared != nullptr && SameBytes(head->view, shared->view));
  auto impl = std::make_unique<Impl>(config, /*head=*/!tied, options);
  GODEL_TRY_STATUS(impl->base.Load(renamed));
  if (impl->adapters) InitialiseLora(&*impl->adapters, /*seed=*/0);
  impl->Connect();
  return TrainableT5(std::move(impl));
}

Result<TrainableT5> TrainableT5::Fresh(const T5Config& config, const Initialisation& how,
                                       const TrainableOptions& options) {
  GODEL_TRY_STATUS(CheckSupported(config));
  auto impl = std::make_unique<Impl>(config, how.has_lm_head, options);
  for (size_t i = 0; i < impl->base.specs().size(); ++i) {
    const ParameterSpec& spec = impl->base.specs()[i];
    const double deviation = DeviationOf(spec.name, config, how);
    impl->base.SetValues(i, [&](std::span<float> values) {
      for (size_t k = 0; k < values.size(); ++k)
        values[k] = static_cast<float>(spec.decays ? deviation * GaussianAt(how.seed, i, k) : how.factor);
    });
  }
  impl->base.RefreshCompute();
  if (impl->adapters) InitialiseLora(&*impl->adapters, how.seed);
  impl->Connect();
  return TrainableT5(std::move(impl));
}

BatchLoss TrainableT5::AccumulateGradients(const TokenBatch& batch, const ForwardOptions& options) {
  Impl& m = *impl_;
  Pass pass(m.config, m.options, options);
  const at::Tensor encoded = pass.Encode(m.encoder, m.shared, batch.input);
  const at::Tensor hidden = pass.Decode(m.decoder, m.shared, batch.target, {encoded, &batch.input.offsets});
  const LossValue loss = CrossEntropy(hidden, m.lm_head, batch.target.ids, options.loss, *m.options.kernels);
  if (loss.for_backward.defined()) torch::autograd::backward({loss.for_backward}, {});
  return {loss.sums.loss, loss.sums.nll, batch.target.ids.size()};
}

BatchLoss TrainableT5::Loss(const TokenBatch& batch) {
  const at::NoGradGuard no_grad;
  return AccumulateGradients(batch, {});
}

at::Tensor TrainableT5::Logits(const TokenBatch& batch) {
  const at::NoGradGuard no_grad;
  const ForwardOptions options;
  Pass pass(impl_->config, impl_->options, options);
  const at::Tensor encoded = pass.Encode(impl_->encoder, impl_->shared, batch.input);
  const at::Tensor hidden = pass.Decode(impl_->decoder, impl_->shared, batch.target, {encoded, &batch.input.offsets});
  return at::mm(hidden, impl_->lm_head.compute.t()).to(at::kFloat);
}

const T5Config& TrainableT5::config() const {
  return impl_->config;
}
bool TrainableT5::has_lm_head() const {
  return impl_->has_lm_head;
}
ParameterSet& TrainableT5::trained() {
  return impl_->adapters ? *impl_->adapters : impl_->base;
}
const ParameterSet& TrainableT5::base() const {
  return impl_->base;
}
const LoraConfig& TrainableT5::lora() const {
  return impl_->options.lora;
}

void TrainableT5::MergeAdapters() {
  if (impl_->adapters) MergeLora(*impl_->adapters, impl_->options.lora, &impl_->base);
}

}  // namespace godel::train
