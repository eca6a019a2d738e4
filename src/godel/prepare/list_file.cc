// SPDX-License-Identifier: MIT
#include "godel/prepare/list_file.h"

#include <fmt/format.h>

#include <optional>

#include "godel/dataset/example_json.h"
#include "godel/dataset/line_source.h"

namespace godel {

Result<std::vector<std::string>> ReadListFile(const std::string& path) {
  constexpr size_t kMaxLineBytes = 1024;
  GODEL_TRY(LineSource lines, LineSource::Open(path, {.max_line_bytes = kMaxLineBytes, .bytes = {}}));
  std::vector<std::string> list;
  while (true) {
    GODEL_TRY(const std::optional<SourceLine> line, lines.Next());
    if (!line) return list;
    if (line->too_long)
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}:{}: expected short lines, one for each entry, found a line above {} bytes",
                              lines.name(), line->number, kMaxLineBytes));
    const std::string_view entry = TrimSpace(line->text);
    if (!entry.empty() && entry.front() != '#') list.emplace_back(entry);
  }
}

}  // namespace godel
