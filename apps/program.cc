// SPDX-License-Identifier: MIT
#include "program.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <span>

#include "command_line/exit_status.h"
#include "commands.h"

#ifndef GODEL_VERSION
#define GODEL_VERSION "unknown"
#endif

namespace godel::apps {
namespace {

constexpr const char* kProgramExamples = R"(Examples:
  godel chat
  godel chat --model ./GODEL-v1_1-base-seq2seq --knowledge @menu.txt
  godel generate --input questions.jsonl --output answers.jsonl --num-beams 4
  godel serve --port 8080
  godel inspect --model ./my-fine-tune
  godel convert --model ./my-fine-tune --output my-fine-tune.gguf --weights q8_0

Without --model, the folder or file named by GODEL_MODEL is used, or else the small model that comes with the program.
'godel COMMAND --help' says more.)";

int RunParsed(CLI::App& program, std::span<const Command> commands, int argc, char** argv) {
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);  // --help and --version
    const Command* const chosen = Chosen(commands);
    const std::string name = chosen == nullptr ? "" : " " + chosen->app->get_name();
    // CLI11 would only say that a subcommand is missing.
    if (chosen == nullptr && argc > 1 && argv[1][0] != '-') {
      PrintError(fmt::format("there is no command '{}'; try 'godel --help'", argv[1]));
      return kWrongUse;
    }
    if (chosen != nullptr && chosen->app->get_require_subcommand_min() > 0 && argc > 2 && argv[2][0] != '-' &&
        chosen->app->get_subcommands().empty()) {
      PrintError(fmt::format("there is no command '{1} {0}'; try 'godel {1} --help'", argv[2], argv[1]));
      return kWrongUse;
    }
    PrintError(fmt::format("{}; try 'godel{} --help'", error.what(), name));
    return kWrongUse;
  }
  const Command* const chosen = Chosen(commands);
  return chosen == nullptr ? kWrongUse : chosen->run();
}

}  // namespace

const Command* Chosen(std::span<const Command> commands) {
  const auto chosen =
      std::find_if(commands.begin(), commands.end(), [](const Command& command) { return command.app->parsed(); });
  return chosen == commands.end() ? nullptr : &*chosen;
}

int RunProgram(int argc, char** argv) {
  // A parent may have left SIGPIPE ignored; `godel ... | head` must end quietly all the same.
  std::signal(SIGPIPE, SIG_DFL);
  try {
    CLI::App program(
        "Grounded dialog with GODEL and other T5 checkpoints, from a Hugging Face folder or a "
        "GGUF file.",
        "godel");
    program.set_version_flag("--version", "godel " GODEL_VERSION);
    program.require_subcommand(1);
    program.footer(kProgramExamples);
    const std::array commands = {AddChat(program),    AddGenerate(program),       AddTokenize(program),
                                 AddScore(program),   AddInspect(program),        AddConvert(program),
                                 AddDataset(program), AddPrepare(program),        AddEvaluate(program),
                                 AddTrain(program),   AddTrainTokenizer(program), AddServe(program),
                                 AddBench(program)};
    const int status = RunParsed(program, commands, argc, argv);
    if (std::fflush(stdout) != 0) {
      PrintError("cannot write to the standard output");
      return kFailed;
    }
    return status;
  } catch (const std::exception& error) {  // out of memory, or a mistake of ours
    PrintError(fmt::format("unexpected: {}", error.what()));
    return kFailed;
  }
}

}  // namespace godel::apps
