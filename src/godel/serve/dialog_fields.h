// SPDX-License-Identifier: MIT
// Turns of a dialog in the bodies of requests.
#pragma once
#include <string>
#include <vector>

#include "godel/serve/api_call.h"
#include "godel/serve/body_fields.h"

namespace godel {

bool IsBlank(std::string_view text);

// A list of texts, at most max_turns; may be empty.
Result<std::vector<std::string>> ReadTurns(const Json& value, const std::string& name, const ApiContext& context);

// The same, with a last turn that says something.
Result<std::vector<std::string>> ReadDialog(const Json& value, const std::string& name, const ApiContext& context);

}  // namespace godel
