// SPDX-License-Identifier: MIT
#include "model_flags.h"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "interrupt.h"

namespace godel::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultModel = "models/godel-mini";

// A folder with a configuration. Any file counts too: reading it tells whether it is GGUF.
bool HoldsModel(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path / "config.json", ignored) || fs::is_regular_file(path, ignored);
}

std::string GgufHint(const fs::path& folder) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed))
    if (entry.path().extension() == ".gguf")
      return fmt::format("it holds {}, name that file itself", entry.path().filename().string());
  return "is it a checkpoint folder?";
}

}  // namespace

void AddModelFlag(CLI::App& app, ModelFlags& flags) {
  app.add_option(
         "-m,--model", flags.model,
         "Folder of a T5 checkpoint as the Hugging Face hub has it, or a GGUF file (default: $GODEL_MODEL, else "
         "godel-mini)")
      ->type_name("DIR|FILE");
}

void AddModelFlags(CLI::App& app, ModelFlags& flags) {
  AddModelFlag(app, flags);
  app.add_option("--threads", flags.threads, "Threads to compute with (default: one a core)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
}

fs::path DefaultModelFrom(const fs::path& program) {
  // build/godel and build/release/godel are below the source folder; an installed bin/godel is beside share/.
  constexpr int kLevels = 4;
  fs::path folder = program.parent_path();
  for (int level = 0; level < kLevels; ++level, folder = folder.parent_path()) {
    for (const fs::path& candidate : {folder / kDefaultModel, folder / "share/godel" / kDefaultModel}) {
      if (HoldsModel(candidate)) return candidate;
    }
  }
  return {};
}

Result<fs::path> FindModel(const ModelFlags& flags) {
  const char* const variable = std::getenv("GODEL_MODEL");
  const std::string given = !flags.model.empty() ? flags.model : variable != nullptr ? variable : "";
  if (!given.empty()) {
    std::error_code ignored;
    const std::string whence = flags.model.empty() ? "GODEL_MODEL" : "--model";
    if (!fs::exists(given, ignored))
      return Fail(
          ErrorCode::kNotFound,
          fmt::format("{}: there is no folder or file {}; expected a folder with config.json, tokenizer.json and the "
                      "weights, as the Hugging Face hub has it, or a GGUF file",
                      whence, given));
    if (!HoldsModel(given))
      return Fail(ErrorCode::kNotFound, fmt::format("{}: {} holds no config.json; {}", whence, given, GgufHint(given)));
    return fs::path(given);
  }
  if (HoldsModel(kDefaultModel)) return fs::path(kDefaultModel);
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (!failed) {
    if (fs::path found = DefaultModelFrom(program); !found.empty()) return found;
  }
  return Fail(ErrorCode::kNotFound,
              fmt::format("no model: {} is neither in the working directory nor near {}; give one with --model DIR or "
                          "the environment variable GODEL_MODEL",
                          kDefaultModel, failed ? "the program" : program.parent_path().string()));
}

Result<std::unique_ptr<Engine>> LoadEngine(const ModelFlags& flags, size_t max_batch_rows) {
  GODEL_TRY(const fs::path folder, FindModel(flags));
  const DelayInterrupts delay;
  return Engine::Load(folder, {.num_threads = flags.threads, .max_batch_rows = max_batch_rows});
}

}  // namespace godel::apps
