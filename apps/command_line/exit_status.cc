// SPDX-License-Identifier: MIT
#include "command_line/exit_status.h"

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

int ExitStatus(const Status& status) {
  return status ? kDone : Report(status.error());
}

int ExitStatus(const Result<int>& status) {
  return status ? *status : Report(status.error());
}

}  // namespace godel::apps
