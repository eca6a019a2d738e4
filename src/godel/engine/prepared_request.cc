// SPDX-License-Identifier: MIT
#include "godel/engine/prepared_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "godel/base/checked_math.h"

namespace godel {
namespace {

// What the caches may grow to: keys and values of every layer, row and position, what cross-attention keeps, and the
// input's rows while they go through the encoder.
Result<size_t> CacheBytes(const PreparedRequest& request, const EncoderDecoder& model, const EngineOptions& options) {
  const T5Config& config = model.config();
  const size_t positions = MaxLength(request.params, request.prefix.size());
  const size_t inner = config.num_heads * config.d_kv;
  const size_t a_position = 2 * sizeof(float) * config.num_decoder_layers * inner;
  const auto self = CheckedProduct(std::initializer_list<size_t>{a_position, positions, request.max_rows()});
  const size_t source = request.input_ids.size();
  const size_t rows_of_input = source * config.d_model * sizeof(float);
  const auto total = self ? CheckedAdd(*self, model.cross_bytes(source) + rows_of_input) : std::nullopt;
  if (!total || *total > options.max_cache_bytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{} rows of up to {} tokens over {} input tokens could need more than the {} MiB of caches "
                            "that all requests together may have; lower max_new_tokens, max_length or num_beams",
                            request.max_rows(), positions, request.input_ids.size(), options.max_cache_bytes >> 20));
  return *total;
}

}  // namespace

Status CheckIds(std::span<const TokenId> ids, std::string_view what, size_t vocab_size) {
  if (ids.empty()) return Fail(ErrorCode::kInvalidArgument, fmt::format("{}: empty", what));
  for (size_t i = 0; i < ids.size(); ++i)
    if (Value(ids[i]) < 0 || Index(ids[i]) >= vocab_size)
      return Fail(ErrorCode::kInvalidArgument, fmt::format("{}: id {} at position {}; the vocabulary has ids 0 to {}",
                                                           what, Value(ids[i]), i, vocab_size - 1));
  return {};
}

Result<PreparedRequest> Prepare(const GenerateRequest& request, const SamplingParams& defaults,
                                const EncoderDecoder& model, const EngineOptions& options) {
  const T5Config& config = model.config();
  GODEL_TRY_STATUS(CheckIds(request.input_ids, "input_ids", config.vocab_size));
  if (request.input_ids.size() > options.max_input_tokens)
    return Fail(ErrorCode::kResourceExhausted, fmt::format("the input has {} tokens; at most {} are taken",
                                                           request.input_ids.size(), options.max_input_tokens));
  PreparedRequest prepared{.input_ids = request.input_ids,
                           .prefix = {},
                           .params = request.params,
                           .on_token = request.on_token,
                           .priority = request.priority,
                           .begin_by = request.begin_by,
                           .deadline = request.deadline};
  SamplingParams& params = prepared.params;
  GODEL_TRY_STATUS(Validate(params, config.vocab_size));
  if (!params.eos_token_id) params.eos_token_id = defaults.eos_token_id;
  if (!params.pad_token_id) params.pad_token_id = defaults.pad_token_id;
  if (!params.decoder_start_token_id) params.decoder_start_token_id = defaults.decoder_start_token_id;
  if (!params.seed) params.seed = std::random_device{}();

  // As transformers: the start token goes in front unless the prefix begins with it.
  const TokenId start = *params.decoder_start_token_id;
  if (request.decoder_input_ids.empty() || request.decoder_input_ids.front() != start) prepared.prefix.push_back(start);
  prepared.prefix.insert(prepared.prefix.end(), request.decoder_input_ids.begin(), request.decoder_input_ids.end());
  GODEL_TRY_STATUS(CheckIds(prepared.prefix, "decoder_input_ids", config.vocab_size));
  GODEL_TRY(prepared.cache_bytes, CacheBytes(prepared, model, options));
  return prepared;
}

Result<std::unique_ptr<TokenSearch>> StartSearch(const PreparedRequest& request, const Tokenizer& tokenizer,
                                                 size_t vocab_size) {
  SearchRequest search{.encoder_ids = request.input_ids,
                       .prefix = request.prefix,
                       .vocab_size = vocab_size,
                       .params = request.params,
                       .is_stop = {},
                       .on_token = request.on_token};
  if (!request.params.stop_strings.empty()) {
    // The whole reply is decoded each time: a stop string may begin in one token and end in another. Replies are short,
    // and only requests with stop strings pay.
    search.is_stop = [&tokenizer, stops = request.params.stop_strings,
                      prefix = request.prefix.size()](std::span<const TokenId> ids) {
      const std::string text = tokenizer.Decode(ids.subspan(prefix));
      return std::any_of(stops.begin(), stops.end(),
                         [&](const std::string& stop) { return text.find(stop) != std::string::npos; });
    };
  }
  return MakeSearch(std::move(search));
}

}  // namespace godel
