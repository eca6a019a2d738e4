// SPDX-License-Identifier: MIT
// The lines of several text files one after the other, and what to do about those that are wrong: dataset/row_reader.h
// for corpora whose rows are lines with tabs rather than JSON.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/bad_rows.h"
#include "godel/dataset/line_source.h"

namespace godel {

// For one thread at a time. Memory: one line of at most 16 MiB.
class TextRows {
 public:
  // "-" is the standard input; plain, gzip or zstd. Error: as RowReader::Open.
  static Result<TextRows> Open(const std::vector<std::filesystem::path>& files, size_t max_bad_rows = 0,
                               const ByteSourceOptions& bytes = {});

  // The next line that is not blank, without "\r", invalid UTF-8 replaced; nullopt behind the last file. Lines that are
  // too long are bad rows. Error: kIo, kBadData of an archive; kBadData at one bad row too many.
  Result<std::optional<std::string>> Next();

  // Counts the line that Next gave last as bad. Error: kBadData when it is one too many, with its place and its fault.
  Status Reject(std::string why);

  // Of the line that Next gave last.
  const std::string& file() const { return files_[at_file_]; }
  size_t line() const { return line_; }
  const BadRows& bad_rows() const { return bad_rows_; }

 private:
  TextRows(std::vector<std::string> files, size_t max_bad_rows, const ByteSourceOptions& bytes)
      : files_(std::move(files)), bytes_(bytes), bad_rows_({.max_rows = max_bad_rows}) {}

  std::vector<std::string> files_;
  ByteSourceOptions bytes_;
  std::unique_ptr<LineSource> lines_;  // of files_[at_file_]
  size_t at_file_ = 0;
  size_t line_ = 0;
  BadRows bad_rows_;
};

// The columns between tabs. The views are into `line`.
std::vector<std::string_view> SplitColumns(std::string_view line);

}  // namespace godel
