// SPDX-License-Identifier: MIT
// How the program ends, and how it says why.
#pragma once
#include <string_view>

#include "godel/base/result.h"

namespace godel::apps {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;         // a file, a model, a line of input
inline constexpr int kWrongUse = 2;       // the command line
inline constexpr int kInterrupted = 130;  // by Ctrl-C, as shells count it

// "godel: message" on stderr.
void PrintError(std::string_view message);

// Prints the error and gives the status for it: kWrongUse for kInvalidArgument, kFailed otherwise.
int Report(const Error& error);

// What a command that has ended gives to the shell: kDone or its own status, or an error that it reports.
int ExitStatus(const Status& status);
int ExitStatus(const Result<int>& status);

}  // namespace godel::apps
