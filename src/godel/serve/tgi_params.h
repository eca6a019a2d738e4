// SPDX-License-Identifier: MIT
// The `parameters` of text-generation-inference.
#pragma once
#include <cstddef>
#include <optional>

#include "godel/serve/api_call.h"
#include "godel/serve/body_fields.h"

namespace godel {

struct TgiParameters {
  SamplingParams params;
  std::optional<size_t> truncate{};
  bool details = false;
  bool return_full_text = false;
};

// As that server, and not as this one's defaults: the likeliest token each time unless do_sample, or a temperature,
// top_k, top_p or typical_p that is not neutral, asks for sampling; no top_k; up to 1024 new tokens. Best_of becomes
// num_return_sequences. Unknown names are let pass. Errors: as the parsers'.
Result<TgiParameters> ReadTgiParameters(const Json* parameters, const ApiContext& context, bool streams);

}  // namespace godel
