// SPDX-License-Identifier: MIT
#include "godel/dataset/row_source.h"

#include <string>
#include <string_view>
#include <utility>

#include "godel/text/lower_ascii.h"

namespace godel {
namespace {

// The extension in lower case, without a compression's.
std::string ExtensionOf(std::string_view path) {
  std::string name = LowerAscii(path);
  for (const std::string_view compression : {".gz", ".zst", ".zstd"})
    if (name.ends_with(compression)) name.erase(name.size() - compression.size());
  const size_t dot = name.find_last_of("./");
  return dot == std::string::npos || name[dot] == '/' ? "" : name.substr(dot);
}

}  // namespace

Result<std::unique_ptr<RowSource>> MakeRowSource(LineSource lines, const RowSourceOptions& options) {
  const std::string extension = ExtensionOf(lines.name());
  GODEL_TRY(const char first, lines.FirstSign());
  if (first == '{' && !options.array_member.empty())
    return MakeJsonArray(std::move(lines), options, ArrayPlace::kInObject);
  if (extension == ".csv") return MakeCsv(std::move(lines), options);
  if (first == '[') return MakeJsonArray(std::move(lines), options, ArrayPlace::kOutermost);
  if (first == '{' || first == '\0' || extension == ".json" || extension == ".jsonl")
    return MakeJsonLines(std::move(lines), options);
  return MakeCsv(std::move(lines), options);
}

Result<std::unique_ptr<RowSource>> OpenRowSource(const std::string& path, const RowSourceOptions& options) {
  GODEL_TRY(LineSource lines,
            LineSource::Open(path, {.max_line_bytes = options.max_row_bytes, .bytes = options.bytes}));
  return MakeRowSource(std::move(lines), options);
}

}  // namespace godel
