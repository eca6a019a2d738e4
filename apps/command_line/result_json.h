// SPDX-License-Identifier: MIT
// Lines of output.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "command_line/request_line.h"
#include "godel/base/json.h"
#include "godel/engine/engine.h"
#include "godel/prompt/prompt.h"

namespace godel::apps {

using OutputJson = nlohmann::ordered_json;  // keys in the order in which they are documented

// The shortest decimal that reads back as the same float: -1.4465651 rather than the double nearest to it.
OutputJson FloatJson(float value);

OutputJson IdsJson(const std::vector<TokenId>& ids);

struct GenerateLine {
  const Json& id;
  const GenerateResult& result;
  const BuiltPrompt& prompt;
  bool is_dialog = false;   // adds each text as a reply, cleaned
  bool has_scores = false;  // beams
};
OutputJson ToJson(const GenerateLine& line);

OutputJson ErrorJson(const Json& id, const Error& error);

}  // namespace godel::apps
