// SPDX-License-Identifier: MIT
// The name of the JSON type, for headers: its definition costs a second of compiling, and most files that see these
// headers never touch a value. Files that do include base/json.h.
#pragma once
#include <nlohmann/json_fwd.hpp>

namespace godel {

using Json = nlohmann::json;

}  // namespace godel
