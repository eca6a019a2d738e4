// SPDX-License-Identifier: MIT
#include "command_line/generation_flags.h"

#include <fmt/format.h>

namespace godel::apps {

void AddGenerationFlags(CLI::App& app, GenerationFlags& flags, const char* rows) {
  app.add_option("--batch-size", flags.batch_size, fmt::format("Decoder rows ({} times beams) computed together", rows))
      ->type_name("N")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  AddModelFlags(app, flags.model);
  AddPromptFlags(app, flags.prompt);
  flags.sampling.AddTo(app);
}

Result<std::unique_ptr<Engine>> LoadEngine(const GenerationFlags& flags) {
  return LoadEngine(flags.model, {.max_batch_rows = flags.batch_size});
}

}  // namespace godel::apps
