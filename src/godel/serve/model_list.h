// SPDX-License-Identifier: MIT
// What OpenAI's clients read before they ask: the models of this server, which has one.
#pragma once
#include <cstdint>
#include <string_view>

#include "godel/base/json_fwd.h"

namespace godel {

// GET /v1/models/NAME. `created`: seconds since 1970.
Json OpenAiModel(std::string_view name, int64_t created);
// GET /v1/models
Json OpenAiModelList(std::string_view name, int64_t created);

}  // namespace godel
