// SPDX-License-Identifier: MIT
// --format and --max-input-tokens.
#pragma once
#include <CLI/App.hpp>
#include <string>

#include "godel/base/result.h"
#include "godel/prompt/prompt.h"

namespace godel::apps {

struct PromptFlags {
  std::string format = "v1.1";
  size_t max_input_tokens = PromptOptions{}.max_tokens;
};

void AddPromptFlags(CLI::App& app, PromptFlags& flags);
Result<PromptOptions> ReadPromptOptions(const PromptFlags& flags);

}  // namespace godel::apps
