// SPDX-License-Identifier: MIT
#include "command_line/model_flags.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <system_error>

#include "command_line/checkpoint_summary.h"
#include "command_line/interrupt.h"
#include "godel/engine/model_source.h"

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

// Below this many weights a step waits for other things than memory.
constexpr size_t kWorthQuantizing = 32'000'000;

Result<WeightRecipe> RecipeOf(const ModelFlags& flags, const fs::path& model) {
  if (flags.weights != "auto") {
    GODEL_TRY(const WeightType type, ParseWeightType(flags.weights));
    return RecipeFor(type);
  }
  GODEL_TRY(const Checkpoint checkpoint, LoadModelWeights(model));
  return RecipeFor(Summarize(checkpoint).parameters < kWorthQuantizing ? WeightType::f32 : WeightType::int8);
}

Result<LoraFolder> ParseLora(const std::string& text) {
  std::error_code ignored;
  const size_t colon = text.rfind(':');
  if (colon == text.npos || fs::exists(text, ignored)) return LoraFolder{.folder = text};
  LoraFolder lora{.folder = text.substr(0, colon)};
  const char* const end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data() + colon + 1, end, lora.scale);
  if (failed != std::errc() || stop != end || !std::isfinite(lora.scale))
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--lora: expected DIR or DIR:SCALE with a number, as in ./my-adapter:0.5, found {}", text));
  return lora;
}

}  // namespace

void AddModelFlag(CLI::App& app, ModelFlags& flags) {
  app.add_option(
         "-m,--model", flags.model,
         "Folder of a T5 checkpoint as the Hugging Face hub has it, or a GGUF file (default: $GODEL_MODEL, else "
         "godel-mini)")
      ->type_name("DIR|FILE");
}

void AddLoraFlag(CLI::App& app, ModelFlags& flags) {
  app.add_option("--lora", flags.lora,
                 "Folder of a LoRA adapter of the model, as PEFT saves it, added to the weights; DIR:0.5 adds half of "
                 "it. May be given several times")
      ->type_name("DIR[:SCALE]")
      ->allow_extra_args(false);
}

void AddModelFlags(CLI::App& app, ModelFlags& flags) {
  AddModelFlag(app, flags);
  AddLoraFlag(app, flags);
  app.add_option("--threads", flags.threads, "Threads to compute with (default: one a core)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  app.add_option(
         "--weights", flags.weights,
         "How weights are held: f32 (transformers' own ids), bf16, int8, q4 (4 bit); auto: int8 for models that "
         "are worth it")
      ->type_name("TYPE")
      ->check(CLI::IsMember({"f32", "bf16", "int8", "q4", "auto"}))
      ->capture_default_str();
  app.add_option("--draft", flags.draft,
                 "Guess words that a reply copies from its input and check several in a step; the reply is the same")
      ->type_name("true|false")
      ->capture_default_str();
  app.add_option("--prefer", flags.prefer,
                 "What to be quick at: latency, of one reply; throughput, of many at once to long inputs, which then "
                 "take a fraction of the memory, too")
      ->type_name("AIM")
      ->check(CLI::IsMember({"latency", "throughput"}))
      ->capture_default_str();
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

Result<std::vector<LoraFolder>> LoraFolders(const ModelFlags& flags) {
  std::vector<LoraFolder> folders;
  for (const std::string& text : flags.lora) {
    GODEL_TRY(folders.emplace_back(), ParseLora(text));
  }
  return folders;
}

Result<std::unique_ptr<Engine>> LoadEngine(const ModelFlags& flags, EngineOptions options) {
  GODEL_TRY(const fs::path model, FindModel(flags));
  GODEL_TRY(options.weights, RecipeOf(flags, model));
  if (flags.prefer == "throughput") options.weights.cross_attention = CrossAttentionForm::kEncoderOutput;
  GODEL_TRY(options.lora, LoraFolders(flags));
  options.num_threads = flags.threads;
  options.draft = flags.draft;
  const DelayInterrupts delay;
  auto engine = Engine::Load(model, options);
  if (engine && (*engine)->isa_name() == "scalar" && std::getenv("GODEL_MAX_ISA") == nullptr)
    fmt::print(stderr, "godel: this CPU has no AVX2; everything works, many times slower\n");
  if (engine && (*engine)->weights().cross_attention != options.weights.cross_attention)
    fmt::print(stderr,
               "godel: --prefer throughput changes nothing here: the file was packed without what it needs (convert it "
               "again), or the model's heads are too small\n");
  return engine;
}

}  // namespace godel::apps
