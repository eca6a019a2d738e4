// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/text_files.h"

#include <fmt/format.h>

#include <optional>

#include "godel/dataset/line_source.h"
#include "godel/dataset/row_reader.h"

namespace godel {
namespace {

Result<std::vector<std::string>> TextsOf(const Json& row, const std::string& field, MissingField missing) {
  const auto found = row.find(field);
  if (found == row.end() || found->is_null()) {
    if (missing == MissingField::kIsEmpty) return std::vector<std::string>{""};
    return Fail(ErrorCode::kBadData, fmt::format("expected a field \"{}\", found none", field));
  }
  if (found->is_string()) return std::vector<std::string>{found->get<std::string>()};
  std::vector<std::string> texts;
  if (found->is_array()) {
    for (const Json& text : *found) {
      if (!text.is_string()) break;
      texts.push_back(text.get<std::string>());
    }
  }
  if (texts.empty() || texts.size() != found->size())
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: expected a text or a list of texts, found {}", field, Excerpt(*found)));
  return texts;
}

}  // namespace

bool HoldsJsonLines(std::string_view path) {
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (path.ends_with(packed)) path.remove_suffix(packed.size());
  }
  return path.ends_with(".jsonl");
}

Result<std::vector<std::string>> ReadTextLines(const std::string& path) {
  GODEL_TRY(LineSource lines, LineSource::Open(path, {.max_line_bytes = size_t{1} << 20, .bytes = {}}));
  std::vector<std::string> texts;
  while (true) {
    GODEL_TRY(std::optional<SourceLine> line, lines.Next());
    if (!line) return texts;
    if (line->too_long)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("{}:{}: expected a text a line, of 1 MiB at most", path, line->number));
    if (line->text.ends_with('\r')) line->text.pop_back();
    texts.push_back(std::move(line->text));
  }
}

Result<std::vector<std::vector<std::string>>> ReadTextField(const std::string& path, const std::string& field,
                                                            MissingField missing) {
  GODEL_TRY(RowReader rows, RowReader::Open({path}));
  std::vector<std::vector<std::string>> all;
  while (true) {
    GODEL_TRY(const std::optional<Json> row, rows.Next());
    if (!row) return all;
    auto texts = TextsOf(*row, field, missing);
    if (!texts) return Within(fmt::format("{}:{}", path, rows.line()), std::move(texts.error()));
    all.push_back(std::move(*texts));
  }
}

}  // namespace godel
