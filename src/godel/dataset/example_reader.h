// SPDX-License-Identifier: MIT
// Examples out of data files.
#pragma once
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "godel/dataset/example.h"
#include "godel/dataset/example_json.h"
#include "godel/dataset/row_reader.h"

namespace godel {

struct ExampleReaderOptions {
  RowReaderOptions rows;
  ColumnNames columns;
};

// For one thread at a time. Memory: a few rows, however large the files are.
class ExampleReader {
 public:
  // Files of JSON lines, a JSON array or CSV, plain, gzip or zstd; "-" is the standard input. Error: as
  // RowReader::Open.
  static Result<ExampleReader> Open(const std::vector<std::filesystem::path>& files,
                                    const ExampleReaderOptions& options = {});

  // nullopt at the end of the last file. Error: as RowReader::Next.
  Result<std::optional<Example>> Next();

  // Where the last example stood, and the rows that were none.
  const RowReader& rows() const { return rows_; }

 private:
  ExampleReader(RowReader rows, ColumnNames columns) : rows_(std::move(rows)), columns_(std::move(columns)) {}

  RowReader rows_;
  ColumnNames columns_;
};

// All of them at once, for what is small.
Result<std::vector<Example>> ReadExamples(const std::vector<std::filesystem::path>& files,
                                          const ExampleReaderOptions& options = {});

}  // namespace godel
