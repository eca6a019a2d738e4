// SPDX-License-Identifier: MIT
#include "generate/resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "command_line/line_reader.h"
#include "command_line/output_file.h"

#include "godel/base/json.h"

namespace godel::apps {
namespace {

// How each line of output begins; a shorter rest may be cut anywhere in it.
bool LooksLikeOurs(std::string_view line) {
  constexpr std::string_view kBegin = "{\"id\":";
  return line.substr(0, kBegin.size()) == kBegin.substr(0, std::min(line.size(), kBegin.size()));
}

}  // namespace

void WrittenIds::Add(const Json& id) {
  ++counts_[id.dump()];
  ++lines_;
}

bool WrittenIds::Take(const Json& id) {
  const auto found = counts_.find(id.dump());
  if (found == counts_.end() || found->second == 0) return false;
  --found->second;
  return true;
}

Result<WrittenIds> ReadWrittenIds(const std::string& path) {
  WrittenIds ids;
  if (!HoldsSomething(path)) return ids;
  constexpr size_t kMaxOutputLineBytes = size_t{256} << 20;
  GODEL_TRY(LineReader reader, LineReader::Open(path, kMaxOutputLineBytes));
  uint64_t complete_bytes = 0;
  while (true) {
    GODEL_TRY(std::optional<Line> line, reader.Next());
    if (!line) break;
    const bool ends = reader.bytes_read() > complete_bytes + line->text.size();
    auto json = ParseJson(line->text);
    const bool whole = json && json->is_object() && json->contains("id");
    if (ends ? !whole : !LooksLikeOurs(line->text))
      return Fail(ErrorCode::kBadData,
                  fmt::format("{} line {} is no line of output; --resume goes on only with a file that this command "
                              "wrote",
                              path, line->number + 1));
    if (!ends) break;
    complete_bytes = reader.bytes_read();
    ids.Add((*json)["id"]);
    if (json->contains("error")) ++ids.failed_lines;
  }
  if (complete_bytes < reader.total_bytes()) {
    std::error_code failed;
    std::filesystem::resize_file(path, complete_bytes, failed);
    if (failed) return Fail(ErrorCode::kIo, fmt::format("cannot repair the end of {}: {}", path, failed.message()));
  }
  return ids;
}

}  // namespace godel::apps
