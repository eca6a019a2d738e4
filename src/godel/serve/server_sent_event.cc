// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "godel/base/json.h"
#include "godel/serve/api_call.h"

namespace godel {

std::string ServerSentEvent(std::string_view name, const Json& data) {
  // JSON writes line ends inside texts as \n, so the data is always one line.
  const std::string line = Dump(data);
  if (name.empty()) return fmt::format("data: {}\n\n", line);
  return fmt::format("event: {}\ndata: {}\n\n", name, line);
}

}  // namespace godel
