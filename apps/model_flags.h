// SPDX-License-Identifier: MIT
// --model and --threads, and the default model.
#pragma once
#include <CLI/App.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "godel/base/result.h"
#include "godel/engine/engine.h"

namespace godel::apps {

struct ModelFlags {
  std::string model;
  size_t threads = 0;
  std::string weights = "f32";
  bool draft = true;
};

void AddModelFlag(CLI::App& app, ModelFlags& flags);  // --model alone
void AddModelFlags(CLI::App& app, ModelFlags& flags);

// --model, or GODEL_MODEL, or models/godel-mini in the working directory or beside, above or installed with the
// program. Error: kNotFound, saying where it was looked for.
Result<std::filesystem::path> FindModel(const ModelFlags& flags);

// The first of the default model's places, seen from a program at `program`, that holds a config.json; empty for none.
std::filesystem::path DefaultModelFrom(const std::filesystem::path& program);

// Loads with SIGINT held back, so that the engine's threads inherit that and a Ctrl-C always comes to the caller's.
// `options` for what is no flag.
Result<std::unique_ptr<Engine>> LoadEngine(const ModelFlags& flags, EngineOptions options = {});

}  // namespace godel::apps
