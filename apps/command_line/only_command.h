// SPDX-License-Identifier: MIT
// The main of a program that is one command. The command has AddTo(CLI::App&) and Run(), which gives the exit status.
#pragma once
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <exception>
#include <string>

#include "command_line/exit_status.h"

namespace godel::apps {

// `name` is how the command is typed, for messages: "godel train".
template <class OnlyCommand>
int RunOnlyCommand(const std::string& name, const std::string& help, int argc, char** argv) {
  try {
    CLI::App program(help, name);
    OnlyCommand command;
    command.AddTo(program);
    try {
      program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return program.exit(error);
      PrintError(fmt::format("{}; try '{} --help'", error.what(), name));
      return kWrongUse;
    }
    return command.Run();
  } catch (const std::exception& error) {  // out of memory, or what libraries throw
    PrintError(fmt::format("unexpected: {}", error.what()));
    return kFailed;
  }
}

}  // namespace godel::apps
