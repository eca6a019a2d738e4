// SPDX-License-Identifier: MIT
// The program godel-train-tokenizer, which `godel train-tokenizer` starts. Not a part of godel-train: the libraries of
// sentencepiece and of libtorch each bring a protobuf along, and one takes the other's for its own.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <exception>

#include "exit_status.h"
#include "train_tokenizer.h"

int main(int argc, char** argv) {
  using namespace godel::apps;
  try {
    CLI::App program("Learns a vocabulary from texts: sentencepiece's unigram model with T5's ids.",
                     "godel train-tokenizer");
    TrainTokenizerCommand command;
    command.AddTo(program);
    try {
      program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return program.exit(error);
      PrintError(fmt::format("{}; try 'godel train-tokenizer --help'", error.what()));
      return kWrongUse;
    }
    return command.Run();
  } catch (const std::exception& error) {  // out of memory
    PrintError(fmt::format("unexpected: {}", error.what()));
    return kFailed;
  }
}
