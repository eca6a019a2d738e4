// SPDX-License-Identifier: MIT
// `godel train` and `godel train-tokenizer`: hand everything over to programs that stand beside this one, so that
// talking never needs what training needs.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "command_line/exit_status.h"
#include "commands.h"

namespace godel::apps {
namespace {

// Becomes the program `name` of this folder, or of the PATH, with these arguments.
int BecomeProgram(const std::string& name, const std::vector<std::string>& arguments) {
  std::error_code error;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  const std::string beside = (here / name).string();
  const std::string program = ::access(beside.c_str(), X_OK) == 0 ? beside : name;
  std::vector<char*> argv = {const_cast<char*>(name.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execvp(program.c_str(), argv.data());
  PrintError(
      fmt::format("cannot start {} ({}): it is built where the libraries for training are found; `./run train` "
                  "installs them",
                  name, std::strerror(errno)));
  return kFailed;
}

Command AddOtherProgram(CLI::App& program, const char* command, const char* name, const char* help) {
  auto* const app = program.add_subcommand(command, help);
  app->prefix_command();  // all that follows belongs to the other program, --help too
  app->set_help_flag();
  return {app, [app, name] { return BecomeProgram(name, app->remaining()); }};
}

}  // namespace

Command AddTrain(CLI::App& program) {
  return AddOtherProgram(program, "train", "godel-train", "Fine-tune a checkpoint, or train one from scratch");
}

Command AddTrainTokenizer(CLI::App& program) {
  return AddOtherProgram(program, "train-tokenizer", "godel-train-tokenizer", "Learn a vocabulary from texts");
}

}  // namespace godel::apps
