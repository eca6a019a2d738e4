// SPDX-License-Identifier: MIT
// The program godel-train, which `godel train` starts.
#include <fmt/format.h>
#include <malloc.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <exception>

#include "exit_status.h"
#include "train.h"

namespace {

using namespace godel::apps;

// A step asks for tensors of many megabytes and gives them back, again and again. By default each comes from the system
// as pages that are new and must be cleared, a fifth of a step's time; this way the allocator keeps what it once had.
void KeepFreedMemory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_ARENA_MAX, 1);
}

}  // namespace

int main(int argc, char** argv) {
  KeepFreedMemory();
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
