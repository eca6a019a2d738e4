// SPDX-License-Identifier: MIT
#include "command_line/prompt_flags.h"

namespace godel::apps {

void AddPromptFlags(CLI::App& app, PromptFlags& flags) {
  app.add_option("--format", flags.format, "How a dialog is written for the model: v1.1 or v1.0")
      ->type_name("FORMAT")
      ->capture_default_str();
  app.add_option("--max-input-tokens", flags.max_input_tokens,
                 "Budget of a dialog's prompt: above it the oldest turns go first, then the end of the knowledge")
      ->type_name("N")
      ->capture_default_str();
}

Result<PromptOptions> ReadPromptOptions(const PromptFlags& flags) {
  GODEL_TRY(const PromptFormat format, ParsePromptFormat(flags.format));
  return PromptOptions{.format = format, .max_tokens = flags.max_input_tokens};
}

}  // namespace godel::apps
