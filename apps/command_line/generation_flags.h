// SPDX-License-Identifier: MIT
// What commands that generate replies for a file take: the model, the prompt, sampling, and --batch-size.
#pragma once
#include <CLI/App.hpp>
#include <cstddef>
#include <memory>

#include "command_line/model_flags.h"
#include "command_line/prompt_flags.h"
#include "command_line/sampling_flags.h"
#include "godel/base/result.h"
#include "godel/engine/engine.h"

namespace godel::apps {

struct GenerationFlags {
  ModelFlags model;
  PromptFlags prompt;
  SamplingFlags sampling;
  size_t batch_size = EngineOptions{}.max_batch_rows;
};

// `rows` says what the file holds, for --help: "lines", "examples".
void AddGenerationFlags(CLI::App& app, GenerationFlags& flags, const char* rows);

// The model, computing batch_size decoder rows together.
Result<std::unique_ptr<Engine>> LoadEngine(const GenerationFlags& flags);

}  // namespace godel::apps
