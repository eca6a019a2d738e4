// SPDX-License-Identifier: MIT
// The program godel-train, which `godel train` starts.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <exception>

#include "exit_status.h"
#include "train.h"

int main(int argc, char** argv) {
  using namespace godel::apps;
  try {
    CLI::App program("Fine-tunes GODEL and other T5 checkpoints, or trains one from scratch.", "godel train");
    TrainCommand command;
    command.AddTo(program);
    try {
      program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return program.exit(error);
      PrintError(fmt::format("{}; try 'godel train --help'", error.what()));
      return kWrongUse;
    }
    return command.Run();
  } catch (const std::exception& error) {  // out of memory, or what libtorch throws
    PrintError(fmt::format("unexpected: {}", error.what()));
    return kFailed;
  }
}
