// SPDX-License-Identifier: MIT
#include "godel/serve/tgi_params.h"

#include <fmt/format.h>

#include "godel/base/json.h"
#include "godel/serve/request_params.h"

namespace godel {
namespace {

constexpr size_t kTgiNewTokens = 1024;  // what its documentation gives as max_new_tokens' default

bool IsAboveZero(double number) {
  return number > 0;
}

bool IsShare(double number) {
  return number > 0 && number <= 1;
}

Status RefuseWhatIsMissing(const BodyFields& fields) {
  const auto is_penalty = [](double number) { return number >= -2 && number <= 2; };
  GODEL_TRY(const auto frequency, fields.Number("frequency_penalty", "a number from -2 to 2", is_penalty));
  if (frequency.value_or(0) != 0)
    return UnsupportedField(fields.Name("frequency_penalty"),
                            "repetition_penalty is, and no_repeat_ngram_size in /v1/respond");
  GODEL_TRY(const auto watermark, fields.Flag("watermark"));
  if (watermark.value_or(false)) return UnsupportedField(fields.Name("watermark"), "leave it out");
  GODEL_TRY(const auto top_n, fields.Count("top_n_tokens", 0, SIZE_MAX));
  if (top_n.value_or(0) != 0) return UnsupportedField(fields.Name("top_n_tokens"), "leave it out");
  if (fields.Find("grammar") != nullptr) return UnsupportedField(fields.Name("grammar"), "leave it out");
  GODEL_TRY(const auto adapter, fields.Text("adapter_id"));
  if (!adapter.value_or("").empty())
    return UnsupportedField(fields.Name("adapter_id"), "adapters are chosen when the server starts");
  return {};
}

Status ReadSampling(const BodyFields& fields, SamplingParams* params) {
  GODEL_TRY(const auto do_sample, fields.Flag("do_sample"));
  GODEL_TRY(const auto temperature, fields.Number("temperature", "a number above 0", IsAboveZero));
  GODEL_TRY(const auto top_k, fields.Count("top_k", 1, SIZE_MAX));
  GODEL_TRY(const auto top_p, fields.Number("top_p", "a number above 0, up to 1", IsShare));
  GODEL_TRY(const auto typical_p, fields.Number("typical_p", "a number above 0, up to 1", IsShare));
  params->temperature = temperature.value_or(1);
  params->top_k = top_k.value_or(0);
  params->top_p = top_p.value_or(1);
  params->typical_p = typical_p.value_or(1);
  params->do_sample = do_sample.value_or(false) || params->temperature != 1 || params->top_k != 0 ||
                      params->top_p < 1 || params->typical_p < 1;
  GODEL_TRY(const auto penalty, fields.Number("repetition_penalty", "a number above 0", IsAboveZero));
  params->repetition_penalty = penalty.value_or(1);
  GODEL_TRY(params->seed, fields.Count("seed", 0, SIZE_MAX));
  return {};
}

Status ReadBestOf(const BodyFields& fields, const ApiContext& context, bool streams, SamplingParams* params) {
  GODEL_TRY(const auto best_of, fields.Count("best_of", 1, context.max_replies));
  params->num_return_sequences = best_of.value_or(1);
  if (params->num_return_sequences == 1) return {};
  const std::string found = std::to_string(params->num_return_sequences);
  if (streams) return WrongField(fields.Name("best_of"), "1 when streaming", found);
  if (!params->do_sample) return WrongField(fields.Name("best_of"), "1 without sampling (set do_sample)", found);
  if (params->seed) return WrongField(fields.Name("best_of"), "1 with a seed", found);
  return {};
}

}  // namespace

Result<TgiParameters> ReadTgiParameters(const Json* parameters, const ApiContext& context, bool streams) {
  const SamplingParams& defaults = context.default_params;
  TgiParameters read{.params = {.max_new_tokens = kTgiNewTokens,
                                .top_k = 0,
                                .eos_token_id = defaults.eos_token_id,
                                .pad_token_id = defaults.pad_token_id,
                                .decoder_start_token_id = defaults.decoder_start_token_id}};
  const std::string path = "parameters";
  const Json none = Json::object();
  GODEL_TRY(const BodyFields fields, BodyFields::Of(parameters == nullptr ? none : *parameters, path));
  GODEL_TRY_STATUS(RefuseWhatIsMissing(fields));
  GODEL_TRY(const auto max_new_tokens, fields.Count("max_new_tokens", 1, SIZE_MAX));
  read.params.max_new_tokens = max_new_tokens.value_or(kTgiNewTokens);
  GODEL_TRY(read.params.stop_strings, fields.Texts("stop", kMaxStopStrings));
  GODEL_TRY_STATUS(ReadSampling(fields, &read.params));
  GODEL_TRY_STATUS(ReadBestOf(fields, context, streams, &read.params));
  GODEL_TRY(read.truncate, fields.Count("truncate", 1, context.max_input_tokens));
  GODEL_TRY(const auto details, fields.Flag("details"));
  GODEL_TRY(const auto input_details, fields.Flag("decoder_input_details"));
  if (streams && input_details.value_or(false))
    return WrongField(fields.Name("decoder_input_details"), "false when streaming", "true");
  GODEL_TRY(const auto full_text, fields.Flag("return_full_text"));
  read.details = details.value_or(false) || input_details.value_or(false);
  read.return_full_text = full_text.value_or(false);
  GODEL_TRY_STATUS(FinishParams(context, path, &read.params));
  return read;
}

}  // namespace godel
