// SPDX-License-Identifier: MIT
#include "command_line/notices.h"

#include <fmt/format.h>

namespace godel::apps {

std::string Count(size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

void PrintSkippedRows(const BadRows& rows, std::string_view noun) {
  for (const BadRow& row : rows.first()) fmt::print(stderr, "skipped {}\n", ToString(row));
  if (rows.count() > rows.first().size()) fmt::print(stderr, "skipped {} in all\n", Count(rows.count(), noun));
}

}  // namespace godel::apps
