// SPDX-License-Identifier: MIT
// `godel train` and `godel train-tokenizer`: hand everything over to the program godel-train, which stands beside this
// one, so that talking never needs what training needs.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "exit_status.h"

namespace godel::apps {
namespace {

// `arguments` as godel-train takes them.
int RunTrainer(const std::vector<std::string>& arguments) {
  std::error_code error;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  const std::string beside = (here / "godel-train").string();
  const std::string program = ::access(beside.c_str(), X_OK) == 0 ? beside : "godel-train";
  std::vector<char*> argv = {const_cast<char*>("godel-train")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execvp(program.c_str(), argv.data());
  PrintError(
      fmt::format("cannot start godel-train ({}): it is built where libtorch is found; `./run train` installs that",
                  std::strerror(errno)));
  return kFailed;
}

}  // namespace

Command AddTrain(CLI::App& program) {
  auto* const app = program.add_subcommand("train", "Fine-tune a checkpoint, or train one from scratch");
  app->prefix_command();  // all that follows belongs to the other program, --help too
  app->set_help_flag();
  return {app, [app] { return RunTrainer(app->remaining()); }};
}

Command AddTrainTokenizer(CLI::App& program) {
  constexpr const char* kName = "train-tokenizer";
  auto* const app = program.add_subcommand(kName, "Learn a vocabulary from texts");
  app->prefix_command();
  app->set_help_flag();
  return {app, [app] {
            std::vector<std::string> arguments = app->remaining();
            arguments.insert(arguments.begin(), kName);
            return RunTrainer(arguments);
          }};
}

}  // namespace godel::apps
