// SPDX-License-Identifier: MIT
#include "godel/dataset/row_reader.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace godel {

Result<RowReader> RowReader::Open(const std::vector<std::filesystem::path>& files, const RowReaderOptions& options) {
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const std::filesystem::path& file : files) {
    names.push_back(file.string());
    if (file == "-") continue;
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
      return Fail(ErrorCode::kNotFound, fmt::format("cannot read {}: there is no such file", names.back()));
    if (std::filesystem::is_directory(file, ignored))
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("cannot read {}: it is a folder; name the files in it", names.back()));
  }
  return RowReader(std::move(names), options);
}

Result<std::optional<Json>> RowReader::Next() {
  while (at_file_ < files_.size()) {
    if (!source_) {
      GODEL_TRY(source_, OpenRowSource(files_[at_file_], options_.source));
    }
    GODEL_TRY(std::optional<SourceRow> row, source_->Next());
    if (!row) {
      source_.reset();
      ++at_file_;
      continue;
    }
    line_ = row->line;
    if (row->object) return std::optional<Json>(std::move(*row->object));
    GODEL_TRY_STATUS(Reject(std::move(row->object.error().message)));
  }
  return std::optional<Json>();
}

Status RowReader::Reject(std::string why) {
  return bad_rows_->Add({file(), line_, std::move(why)});
}

}  // namespace godel
