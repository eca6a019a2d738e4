// SPDX-License-Identifier: MIT
// T5: encoder, decoder and vocabulary matrix. Rows of different inputs and requests lie one after another in the same
// matrices, without padding, and no row's result depends on the rows beside it.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "godel/base/buffer_pool.h"
#include "godel/base/machine_limits.h"
#include "godel/base/profile.h"
#include "godel/base/result.h"
#include "godel/base/token_id.h"
#include "godel/formats/checkpoint.h"
#include "godel/model/cross_kv.h"
#include "godel/model/kv_cache.h"
#include "godel/model/t5_config.h"
#include "godel/model/weights.h"
#include "godel/ops/compute.h"
#include "godel/tensor/matrix.h"

namespace godel {

// New tokens of one row of a request, after the positions that its cache holds. Several tokens (a prefix, or a target
// to score) are computed at once, each seeing those before it.
struct DecoderInput {
  KvCache* cache;
  size_t row;
  const CrossKv* cross;
  std::span<const TokenId> ids;  // not empty
};

// Inputs on their way through the encoder. Between two calls of ContinueEncoding the model may do other work.
struct Encoding {
  std::vector<size_t> lengths;  // of each input
  size_t next_layer = 0;        // the first that has not been computed; beyond the last one when it is over
  // [sum of lengths, D] the residual stream, and at the end the encoder's output after its final norm
  Matrix hidden;
};

// For one thread at a time: it owns the buffers of a step.
class EncoderDecoder {
 public:
  // num_threads 0: one a core. Without adapters `lora` is empty.
  static Result<EncoderDecoder> Load(const T5Config& config, Checkpoint checkpoint, size_t num_threads,
                                     const WeightRecipe& recipe = {}, const LoraUpdates& lora = {});

  const T5Config& config() const { return config_; }
  const Compute& compute() const { return compute_; }
  const Weights& weights() const { return weights_; }

  // All ids must be below vocab_size, no input empty. Differs from transformers: no padding, so no attention mask.
  // The returned rows [sum of lengths, D] are the encoder's output after its final norm; valid until the next call.
  ConstMatrixView Encode(std::span<const std::span<const TokenId>> inputs);
  // The same in parts of `layers` at most, for who cannot wait that long: ContinueEncoding says when it is over. The
  // parts compute what Encode computes, to the last bit.
  Encoding StartEncoding(std::span<const std::span<const TokenId>> inputs);
  bool ContinueEncoding(size_t layers, Encoding* encoding);

  // What cross-attention keeps of one input, from its rows of Encode's result.
  std::shared_ptr<const CrossKv> MakeCrossKv(ConstMatrixView encoder_output);

  KvCache MakeCache(size_t max_rows) const;

  // The decoder's output after its final norm for all new tokens, input after input: [sum of ids, D]. The caches hold
  // them afterwards. Valid until the next call.
  ConstMatrixView Decode(std::span<const DecoderInput> inputs);

  // hidden [R, D] of Decode -> logits [R, V], scaled by D^-1/2 where the checkpoint wants it.
  void Logits(ConstMatrixView hidden, MatrixView logits);

  // The same for choosing the next token. With a shortlist (WeightRecipe) only the likeliest 64 x 16 of a row are what
  // Logits says, and the others what the smaller weights make of them.
  void LogitsToChooseFrom(ConstMatrixView hidden, MatrixView logits);

  // For reports. Every operation from now on counts its time there; null ends that.
  void SetProfile(Profile* profile);
  MachineLimits MeasureMachine() const;            // with this model's threads; see ops/measure_machine.h
  size_t step_weight_bytes() const;                // packed weights that one step of the decoder reads
  size_t cross_bytes(size_t source_length) const;  // CrossKv::bytes of such an input

 private:
  EncoderDecoder(const T5Config& config, Compute compute, Weights weights);
  void Embed(std::span<const TokenId> ids, size_t first_row, Matrix* hidden);
  void EncoderLayer(const EncoderLayerWeights& layer, Encoding* encoding);
  ConstMatrixView ScaledForLogits(ConstMatrixView hidden);
  void FeedForward(const FeedForwardWeights& weights, Matrix* hidden);
  void SelfAttention(const SelfAttentionWeights& weights, size_t layer, std::span<const DecoderInput> inputs);
  void AttendToOutput(const CrossAttentionWeights& weights, std::span<const PackedKv* const> sources, ConstMatrixView q,
                      MatrixView out);
  void CrossAttention(const CrossAttentionWeights& weights, size_t layer, std::span<const DecoderInput> inputs);

  T5Config config_;
  Compute compute_;
  Weights weights_;
  Heads heads_;
  WeightType encoder_kv_type_, cross_kv_type_;  // what keys and values are kept in
  std::shared_ptr<BufferPool> pool_;            // of the keys and values of requests
  std::vector<std::byte> embedding_row_;        // as the file has it
  Encoding encoding_;                           // of Encode
  AlignedBuffer encoder_kv_;                    // keys and values of one layer of the encoder
  // Buffers of a step; R rows each.
  Matrix hidden_;                         // [R, D] the decoder's residual stream
  Matrix normed_;                         // [R, D]
  Matrix projected_;                      // [R, 3 H K], [R, H K] or [R, 2 H K]
  Matrix attended_;                       // [R, H K]
  Matrix output_queries_, mixed_output_;  // [R * H, D] of rows that attend to the encoder's output
  Matrix wide_;                           // [R, F] or [R, 2 F]
  Matrix gated_;                          // [R, F]
  Matrix update_;                         // [R, D] what a sub-layer adds
};

}  // namespace godel
