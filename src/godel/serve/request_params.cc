// SPDX-License-Identifier: MIT
#include "godel/serve/request_params.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/base/json.h"
#include "godel/serve/body_fields.h"

namespace godel {
namespace {

// Every id that fits the type: the vocabulary is the engine's to know.
constexpr size_t kAnyVocabulary = size_t{1} << 31;

// "top_p: ..." becomes "parameters.top_p: ...".
tl::unexpected<Error> AtPath(const std::string& path, Error error) {
  if (path.empty()) return tl::unexpected<Error>(std::move(error));
  if (NameInMessage(error.message).empty()) return Within(path, std::move(error));
  error.message = fmt::format("{}.{}", path, error.message);
  return tl::unexpected<Error>(std::move(error));
}

Status AtMost(const std::string& path, std::string_view name, size_t value, size_t limit) {
  if (value <= limit) return {};
  return AtPath(
      path, Error{ErrorCode::kInvalidArgument, fmt::format("{}: expected at most {}, found {}", name, limit, value)});
}

void FitLengths(const ApiContext& context, SamplingParams* params) {
  const size_t limit = context.max_new_tokens;
  if (params->max_new_tokens)
    params->max_new_tokens = std::min(*params->max_new_tokens, limit);
  else if (params->max_length)
    params->max_length = std::min(*params->max_length, limit + 1);  // it counts the start token
  else
    params->max_new_tokens = std::min(kDefaultNewTokens, limit);

  const size_t longest = MaxLength(*params, 1);
  const SamplingParams& defaults = context.default_params;
  const bool is_default = params->min_length == defaults.min_length;
  params->min_length = std::min(params->min_length, is_default ? longest : limit + 1);
  if (params->min_new_tokens) {
    const bool is_default_new = params->min_new_tokens == defaults.min_new_tokens;
    params->min_new_tokens = std::min(*params->min_new_tokens, is_default_new ? longest - 1 : limit);
  }
}

}  // namespace

Status ApplyParameters(const Json& parameters, const std::string& path, SamplingParams* params) {
  if (!parameters.is_object()) return WrongField(path, "an object of parameters", parameters);
  Json given = Json::object();
  for (const auto& [name, value] : parameters.items())
    if (!value.is_null()) given[name] = value;
  SamplingParams changed = *params;
  if (given.contains("max_length")) changed.max_new_tokens.reset();
  if (given.contains("min_length")) changed.min_new_tokens.reset();
  if (auto status = ApplyJson(given, UnknownKeys::kRefuse, &changed); !status) return AtPath(path, status.error());
  *params = std::move(changed);
  return {};
}

Status FinishParams(const ApiContext& context, const std::string& path, SamplingParams* params) {
  FitLengths(context, params);
  GODEL_TRY_STATUS(AtMost(path, "num_return_sequences", params->num_return_sequences, context.max_replies));
  GODEL_TRY_STATUS(AtMost(path, "num_beams", params->num_beams, context.max_beams));
  if (params->stop_strings.size() > kMaxStopStrings)
    return AtPath(path,
                  Error{ErrorCode::kInvalidArgument, fmt::format("stop_strings: expected at most {} texts, found {}",
                                                                 kMaxStopStrings, params->stop_strings.size())});
  if (auto valid = Validate(*params, kAnyVocabulary); !valid) return AtPath(path, valid.error());
  return {};
}

Result<SamplingParams> ReadParameters(const Json* parameters, const ApiContext& context) {
  SamplingParams params = context.default_params;
  if (parameters != nullptr) GODEL_TRY_STATUS(ApplyParameters(*parameters, "parameters", &params));
  GODEL_TRY_STATUS(FinishParams(context, "parameters", &params));
  return params;
}

}  // namespace godel
