// SPDX-License-Identifier: MIT
// The conversational task of the hosted Inference API.
#pragma once
#include "godel/serve/api_call.h"

namespace godel {

// {"past_user_inputs": [..], "generated_responses": [..], "text": ".."}; `knowledge` and `instruction` may stand beside
// them, which the hosted API does not know.
Result<std::unique_ptr<ApiCall>> ParseConversation(const Json& inputs, const SamplingParams& params,
                                                   const ApiContext& context);

}  // namespace godel
