// SPDX-License-Identifier: MIT
#include "exit_status.h"

#include <fmt/format.h>

#include <cstdio>

namespace godel::apps {

void PrintError(std::string_view message) {
  fmt::print(stderr, "godel: {}\n", message);
}

int Report(const Error& error) {
  PrintError(error.message);
  return error.code == ErrorCode::kInvalidArgument ? kWrongUse : kFailed;
}

}  // namespace godel::apps
