// SPDX-License-Identifier: MIT
// The program godel-train-tokenizer, which `godel train-tokenizer` starts. Not a part of godel-train: the libraries of
// sentencepiece and of libtorch each bring a protobuf along, and one takes the other's for its own.
#include "command_line/only_command.h"
#include "train_tokenizer.h"

int main(int argc, char** argv) {
  return godel::apps::RunOnlyCommand<godel::apps::TrainTokenizerCommand>(
      "godel train-tokenizer", "Learns a vocabulary from texts: sentencepiece's unigram model with T5's ids.", argc,
      argv);
}
