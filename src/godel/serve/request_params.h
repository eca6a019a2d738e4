// SPDX-License-Identifier: MIT
// The parameters of a request over the server's defaults, within the server's limits.
#pragma once
#include <string>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/generation/sampling_params.h"
#include "godel/serve/api_call.h"

namespace godel {

// A search for one of them is made in all of the reply at every step.
inline constexpr size_t kMaxStopStrings = 16;

// Sets what `parameters` names, with HF's names; null counts as absent. max_length replaces a default max_new_tokens,
// which would otherwise win over it, and min_length a default min_new_tokens. `path` is what messages call it.
Status ApplyParameters(const Json& parameters, const std::string& path, SamplingParams* params);

// To be called when all is set. Lowers lengths to what this server allows, and minimal lengths that nobody asked for to
// the maximal one. Error: what is above a limit or cannot hold together. `path` goes in front of names; may be empty.
Status FinishParams(const ApiContext& context, const std::string& path, SamplingParams* params);

// Null or absent parameters are the server's defaults.
Result<SamplingParams> ReadParameters(const Json* parameters, const ApiContext& context);

}  // namespace godel
