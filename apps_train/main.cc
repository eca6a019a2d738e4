// SPDX-License-Identifier: MIT
// The program godel-train, which `godel train` and `godel train-tokenizer` start.
#include <fmt/format.h>
#include <malloc.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <exception>
#include <string_view>

#include "exit_status.h"
#include "train.h"
#include "train_tokenizer.h"

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

template <class TheCommand>
int RunCommand(CLI::App* program, int argc, char** argv) {
  TheCommand command;
  command.AddTo(*program);
  try {
    program->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program->exit(error);
    PrintError(fmt::format("{}; try '{} --help'", error.what(), program->get_name()));
    return kWrongUse;
  }
  return command.Run();
}

}  // namespace

int main(int argc, char** argv) {
  KeepFreedMemory();
  try {
    if (argc > 1 && std::string_view(argv[1]) == "train-tokenizer") {
      CLI::App program("Learns a vocabulary from texts: sentencepiece's unigram model with T5's ids.",
                       "godel train-tokenizer");
      return RunCommand<TrainTokenizerCommand>(&program, argc - 1, argv + 1);
    }
    CLI::App program("Fine-tunes GODEL and other T5 checkpoints, or trains one from scratch.", "godel train");
    return RunCommand<TrainCommand>(&program, argc, argv);
  } catch (const std::exception& error) {  // out of memory, or what libtorch throws
    PrintError(fmt::format("unexpected: {}", error.what()));
    return kFailed;
  }
}
