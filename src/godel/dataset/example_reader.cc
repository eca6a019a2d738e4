// SPDX-License-Identifier: MIT
#include "godel/dataset/example_reader.h"

#include <utility>

namespace godel {

Result<ExampleReader> ExampleReader::Open(const std::vector<std::filesystem::path>& files,
                                          const ExampleReaderOptions& options) {
  GODEL_TRY(RowReader rows, RowReader::Open(files, options.rows));
  return ExampleReader(std::move(rows), options.columns);
}

Result<std::optional<Example>> ExampleReader::Next() {
  while (true) {
    GODEL_TRY(const std::optional<Json> row, rows_.Next());
    if (!row) return std::optional<Example>();
    auto example = ParseExample(*row, columns_);
    if (example) return std::optional<Example>(std::move(*example));
    GODEL_TRY_STATUS(rows_.Reject(std::move(example.error().message)));
  }
}

Result<std::vector<Example>> ReadExamples(const std::vector<std::filesystem::path>& files,
                                          const ExampleReaderOptions& options) {
  GODEL_TRY(ExampleReader reader, ExampleReader::Open(files, options));
  std::vector<Example> examples;
  while (true) {
    GODEL_TRY(std::optional<Example> example, reader.Next());
    if (!example) return examples;
    examples.push_back(std::move(*example));
  }
}

}  // namespace godel
