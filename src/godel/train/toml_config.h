// SPDX-License-Identifier: MIT
// TOML to JSON, for config files.
#pragma once
#include <cstddef>
#include <string_view>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"

namespace godel::train {

// Errors: as ParseConfig's.
Result<Json> ParseToml(std::string_view text, size_t max_depth);

}  // namespace godel::train
