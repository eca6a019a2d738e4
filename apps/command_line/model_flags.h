// SPDX-License-Identifier: MIT
// --model, --lora, --threads and their like, and the default model.
#pragma once
#include <CLI/App.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/engine/engine.h"

namespace godel::apps {

struct ModelFlags {
  std::string model;
  std::vector<std::string> lora{};  // DIR or DIR:SCALE
  size_t threads = 0;
  std::string weights = "f32";
  bool draft = true;
  std::string prefer = "latency";
};

void AddModelFlag(CLI::App& app, ModelFlags& flags);  // --model alone
void AddLoraFlag(CLI::App& app, ModelFlags& flags);   // --lora alone
void AddModelFlags(CLI::App& app, ModelFlags& flags);

// --model, or GODEL_MODEL, or models/godel-mini in the working directory or beside, above or installed with the
// program. Error: kNotFound, saying where it was looked for.
Result<std::filesystem::path> FindModel(const ModelFlags& flags);

// The first of the default model's places, seen from a program at `program`, that holds a config.json; empty for none.
std::filesystem::path DefaultModelFrom(const std::filesystem::path& program);

// What --lora says. A folder whose own name ends in a colon and a number is taken as that folder. Error:
// kInvalidArgument for a scale that is no finite number.
Result<std::vector<LoraFolder>> LoraFolders(const ModelFlags& flags);

// Loads with SIGINT held back, so that the engine's threads inherit that and a Ctrl-C always comes to the caller's.
// `options` for what is no flag.
Result<std::unique_ptr<Engine>> LoadEngine(const ModelFlags& flags, EngineOptions options = {});

}  // namespace godel::apps
