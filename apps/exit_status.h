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

}  // namespace godel::apps
