// SPDX-License-Identifier: MIT
#include "train_flags.h"

#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "godel/train/argument_table.h"
#include "godel/train/presets.h"

namespace godel::apps {
namespace {

using train::Argument;
using train::ArgumentKind;

std::string Dashed(std::string_view name) {
  std::string dashed(name);
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  return dashed;
}

std::string HelpOf(const Argument& argument) {
  const std::string value = train::ValueText(argument);
  return value.empty() ? std::string(argument.help) : fmt::format("{} [{}]", argument.help, value);
}

// Spellings that work and are not in the help. Options without a group would not be in it either, but have no name in
// messages.
constexpr const char* kOtherSpellings = "Other spellings";

class HelpOfOneSpelling : public CLI::Formatter {
 public:
  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    return group == kOtherSpellings ? "" : CLI::Formatter::make_group(group, is_positional, options);
  }
};

std::string PresetHelp() {
  std::string help = "Start from these values:";
  for (const train::Preset& preset : train::Presets()) help += fmt::format("\n{}: {}", preset.name, preset.help);
  return help;
}

}  // namespace

void TrainFlags::AddTo(CLI::App& app) {
  app_ = &app;
  app.allow_extras();  // Read says more about them
  app.formatter(std::make_shared<HelpOfOneSpelling>());
  constexpr const char* kGroup = "Where the arguments come from (a flag wins over the file, the file over the preset)";
  app.add_option("--config", sources_.config_file, "Arguments by their names, as YAML, JSON or TOML")
      ->type_name("FILE")
      ->group(kGroup);
  app.add_option("--preset", sources_.preset, PresetHelp())->type_name("NAME")->group(kGroup);

  train::TrainingArguments defaults;
  for (const Argument& argument : train::ArgumentTable(defaults)) {
    const auto add = [&](std::string_view spelling, const std::string& group) {
      const auto read = [this, name = std::string(argument.name)](const CLI::results_t& values) {
        sources_.flags.push_back({name, values});
        return true;
      };
      auto* const option =
          app.add_option("--" + std::string(spelling), read, HelpOf(argument))->type_name(argument.type)->group(group);
      if (argument.kind == ArgumentKind::kFlag) option->expected(0, 1);
      if (argument.kind == ArgumentKind::kList)
        option->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args();
    };
    // All spellings work; the help shows one.
    const std::string dashed = Dashed(argument.name);
    add(dashed, std::string(argument.group));
    if (dashed != argument.name) add(argument.name, kOtherSpellings);
    if (argument.alias.empty()) continue;
    add(argument.alias, kOtherSpellings);
    if (Dashed(argument.alias) != argument.alias) add(Dashed(argument.alias), kOtherSpellings);
  }
}

Result<train::TrainingArguments> TrainFlags::Read() const {
  train::ArgumentSources sources = sources_;
  for (const std::string& word : app_->remaining()) {
    if (!word.starts_with("--")) {
      if (sources.flags.size() > sources_.flags.size()) continue;  // the value of one that nobody knows
      const bool is_config =
          word.ends_with(".yaml") || word.ends_with(".yml") || word.ends_with(".json") || word.ends_with(".toml");
      return Fail(ErrorCode::kInvalidArgument,
                  is_config ? fmt::format("expected a flag, found \"{0}\"; --config {0} reads arguments from it", word)
                            : fmt::format("expected a flag, found \"{}\"", word));
    }
    std::string name = word.substr(2, word.find('=') - 2);
    std::replace(name.begin(), name.end(), '-', '_');
    sources.flags.push_back({name, {}});
  }
  return train::ResolveArguments(sources);
}

}  // namespace godel::apps
