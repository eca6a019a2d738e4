// SPDX-License-Identifier: MIT
// Files of plain text or of examples as a stream of texts: what span corruption and a tokenizer learn from.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/row_reader.h"
#include "godel/dataset/token_documents.h"

namespace godel {

struct TextReaderOptions {
  RowReaderOptions rows = {};
  std::string text_column = "text";
  std::vector<std::string> example_columns = {"Knowledge", "Context", "Response"};  // where there is no text_column
};

// A text for each line of a plain file. Of a row (of files whose name has .json or .csv in it) its text column, or else
// the example columns, joined by a space; empty where it has none. One thread; the stream keeps the file open.
// Error, here and of the stream: what the readers of rows and lines say.
Result<NextText> OpenTexts(const std::filesystem::path& file, const TextReaderOptions& options = {});

}  // namespace godel
