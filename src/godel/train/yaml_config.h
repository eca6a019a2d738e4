// SPDX-License-Identifier: MIT
// YAML to JSON, for config files.
#pragma once
#include <cstddef>
#include <string_view>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"

namespace godel::train {

// The first and only document. Words without quotes are what YAML 1.2's core schema says (null, true, false, numbers),
// so `no` is a text, as eval_strategy wants it; and 5e-5 is a number, with or without a dot. Errors: as ParseConfig's.
Result<Json> ParseYaml(std::string_view text, size_t max_depth);

}  // namespace godel::train
