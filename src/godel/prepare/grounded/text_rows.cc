// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/text_rows.h"

#include <utility>

#include "godel/base/utf8.h"
#include "godel/dataset/row_reader.h"

namespace godel {
Result<TextRows> TextRows::Open(const std::vector<std::filesystem::path>& files, size_t max_bad_rows,
                                const ByteSourceOptions& bytes) {
  // The reader of rows looks at the names as this one would.
  GODEL_TRY([[maybe_unused]] const RowReader checked, RowReader::Open(files));
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const std::filesystem::path& file : files) names.push_back(file.string());
  return TextRows(std::move(names), max_bad_rows, bytes);
}

Result<std::optional<std::string>> TextRows::Next() {
  while (at_file_ < files_.size()) {
    if (!lines_) {
      GODEL_TRY(LineSource opened, LineSource::Open(files_[at_file_], {.bytes = bytes_}));
      lines_ = std::make_unique<LineSource>(std::move(opened));
    }
    GODEL_TRY(std::optional<SourceLine> line, lines_->Next());
    if (!line) {
      lines_.reset();
      ++at_file_;
      continue;
    }
    line_ = line->number;
    if (line->too_long) {
      GODEL_TRY_STATUS(Reject("the line is longer than what is read"));
      continue;
    }
    if (!line->text.empty() && line->text.back() == '\r') line->text.pop_back();
    if (line->text.find_first_not_of(" \t") == std::string::npos) continue;
    if (FirstInvalidUtf8(line->text)) return ReplaceInvalidUtf8(line->text);
    return std::move(line->text);
  }
  return std::optional<std::string>();
}

Status TextRows::Reject(std::string why) {
  return bad_rows_.Add({file(), line_, std::move(why)});
}

std::vector<std::string_view> SplitColumns(std::string_view line) {
  std::vector<std::string_view> columns;
  while (true) {
    const size_t tab = line.find('\t');
    columns.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return columns;
    line.remove_prefix(tab + 1);
  }
}

}  // namespace godel
