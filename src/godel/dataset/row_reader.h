// SPDX-License-Identifier: MIT
// The rows of several data files (row_source.h) one after the other, and what to do about those that are wrong.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/dataset/bad_rows.h"
#include "godel/dataset/row_source.h"

namespace godel {

struct RowReaderOptions {
  size_t max_bad_rows = 0;                 // so many are skipped; the next one is an error
  size_t kept_bad_rows = 20;               // of which so many are remembered
  std::shared_ptr<BadRows> bad_rows = {};  // where they are counted, with its own limits; null: the reader's own
  RowSourceOptions source = {};
};

// For one thread at a time.
class RowReader {
 public:
  // "-" is the standard input. Only looks whether the files are there; each is opened when its turn comes.
  // Error: kNotFound; kInvalidArgument for a folder.
  static Result<RowReader> Open(const std::vector<std::filesystem::path>& files, const RowReaderOptions& options = {});

  // The next row that is a JSON object; nullopt at the end of the last file. Error: as OpenRowSource and
  // RowSource::Next; kBadData at the first bad row above max_bad_rows, with its place, its fault and the flag
  // --max-bad-rows.
  Result<std::optional<Json>> Next();

  // Counts the row that Next gave last as bad. Error: as Next, when it is one too many.
  Status Reject(std::string why);

  // Of the row that Next gave last.
  const std::string& file() const { return files_[at_file_]; }
  size_t line() const { return line_; }

  const BadRows& bad_rows() const { return *bad_rows_; }

 private:
  RowReader(std::vector<std::string> files, const RowReaderOptions& options)
      : files_(std::move(files)),
        options_(options),
        bad_rows_(options.bad_rows ? options.bad_rows
                                   : std::make_shared<BadRows>(BadRowLimits{.max_rows = options.max_bad_rows,
                                                                            .kept_rows = options.kept_bad_rows})) {}

  std::vector<std::string> files_;
  RowReaderOptions options_;
  std::unique_ptr<RowSource> source_;  // of files_[at_file_]
  size_t at_file_ = 0;
  size_t line_ = 0;
  std::shared_ptr<BadRows> bad_rows_;
};

}  // namespace godel
