// SPDX-License-Identifier: MIT
#include "godel/dataset/text_reader.h"

#include <memory>
#include <optional>

#include "godel/dataset/line_source.h"

namespace godel {
namespace {

std::string TextOf(const Json& row, const TextReaderOptions& options) {
  const auto member = [&row](const std::string& name) {
    const auto found = row.find(name);
    return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  std::string text = member(options.text_column);
  if (!text.empty()) return text;
  for (const std::string& column : options.example_columns) {
    const std::string part = member(column);
    if (part.empty()) continue;
    if (!text.empty()) text += ' ';
    text += part;
  }
  return text;
}

}  // namespace

Result<NextText> OpenTexts(const std::filesystem::path& file, const TextReaderOptions& options) {
  const std::string name = file.filename().string();
  if (name.find(".json") == std::string::npos && name.find(".csv") == std::string::npos) {
    GODEL_TRY(LineSource opened, LineSource::Open(file.string()));
    const auto lines = std::make_shared<LineSource>(std::move(opened));
    return NextText([lines]() -> Result<std::optional<std::string>> {
      GODEL_TRY(auto line, lines->Next());
      return line ? std::optional(std::move(line->text)) : std::nullopt;
    });
  }
  GODEL_TRY(RowReader opened, RowReader::Open({file}, options.rows));
  const auto rows = std::make_shared<RowReader>(std::move(opened));
  return NextText([rows, options]() -> Result<std::optional<std::string>> {
    GODEL_TRY(const auto row, rows->Next());
    return row ? std::optional(TextOf(*row, options)) : std::nullopt;
  });
}

}  // namespace godel
