// SPDX-License-Identifier: MIT
// The commands. Each Add… declares its flags and returns what runs when it is chosen; a folder a command.
#pragma once
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <functional>
#include <span>

namespace godel::apps {

struct Command {
  CLI::App* app;
  std::function<int()> run;  // gives the exit status
};

// The one that the command line names, or nullptr.
const Command* Chosen(std::span<const Command> commands);

Command AddChat(CLI::App& program);
Command AddGenerate(CLI::App& program);
Command AddTokenize(CLI::App& program);
Command AddScore(CLI::App& program);
Command AddInspect(CLI::App& program);
Command AddDataset(CLI::App& program);
Command AddPrepare(CLI::App& program);
Command AddEvaluate(CLI::App& program);
Command AddTrain(CLI::App& program);
Command AddTrainTokenizer(CLI::App& program);
Command AddServe(CLI::App& program);
Command AddBench(CLI::App& program);
Command AddConvert(CLI::App& program);

}  // namespace godel::apps
