// SPDX-License-Identifier: MIT
// A configuration as config.json, for folders that are written.
#pragma once
#include <string_view>

#include "godel/base/json_fwd.h"
#include "godel/model/t5_config.h"

namespace godel {

std::string_view ActivationName(FeedForwardActivation activation);  // "gelu_new", as transformers calls it

// What ParseT5Config and transformers read. `has_lm_head`: whether the weights have an output matrix of their own.
Json ToConfigJson(const T5Config& config, bool has_lm_head);

}  // namespace godel
