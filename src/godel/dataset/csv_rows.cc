// SPDX-License-Identifier: MIT
// CSV as rows: RFC 4180 with a header.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "godel/base/utf8.h"
#include "godel/dataset/row_source.h"

namespace godel {
namespace {

// Cuts a record into fields, line by line, since a quoted field may go over several.
class RecordParser {
 public:
  // Whether the record ends with this line; otherwise it goes on in the next.
  bool AddLine(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    for (size_t i = 0; i < line.size(); ++i) AddSign(line[i]);
    if (place_ == Place::kQuoted) {
      field_ += '\n';
      return false;
    }
    EndField();
    return true;
  }

  const std::vector<std::string>& fields() const { return fields_; }
  const std::string& mistake() const { return mistake_; }

 private:
  enum class Place { kStart, kPlain, kQuoted, kBehindQuote };

  void AddSign(char sign) {
    if (place_ == Place::kQuoted) {
      if (sign == '"')
        place_ = Place::kBehindQuote;
      else
        field_ += sign;
    } else if (sign == ',') {
      EndField();
    } else if (place_ == Place::kStart && sign == '"') {
      place_ = Place::kQuoted;
    } else if (place_ == Place::kBehindQuote) {
      if (sign == '"') {  // two quotes are one that belongs to the text
        field_ += sign;
        place_ = Place::kQuoted;
        return;
      }
      if (mistake_.empty())
        mistake_ =
            fmt::format("field {}: text behind its closing quote; a quote inside a quoted field is written twice",
                        fields_.size() + 1);
      field_ += sign;
      place_ = Place::kPlain;
    } else {
      field_ += sign;
      place_ = Place::kPlain;
    }
  }

  void EndField() {
    fields_.push_back(std::exchange(field_, {}));
    place_ = Place::kStart;
  }

  std::vector<std::string> fields_;
  std::string field_;
  std::string mistake_;
  Place place_ = Place::kStart;
};

struct Record {
  size_t line = 0;
  Result<std::vector<std::string>> fields;
};

class Csv final : public RowSource {
 public:
  Csv(LineSource lines, size_t max_row_bytes) : lines_(std::move(lines)), max_row_bytes_(max_row_bytes) {}

  Status ReadHeader() {
    GODEL_TRY(std::optional<Record> header, ReadRecord());
    if (!header) return {};
    const std::string where = fmt::format("{}:{}", lines_.name(), header->line);
    if (!header->fields) return Within(where + ": CSV header", header->fields.error());
    columns_ = std::move(*header->fields);
    for (auto column = columns_.begin(); column != columns_.end(); ++column) {
      const size_t begin = column->find_first_not_of(" \t");
      const size_t end = column->find_last_not_of(" \t");
      *column = begin == std::string::npos ? "" : column->substr(begin, end - begin + 1);
      if (std::find(columns_.begin(), column, *column) != column)
        return Fail(ErrorCode::kBadData,
                    fmt::format("{}: CSV header: the column {} is there twice", where, Excerpt(Json(*column))));
    }
    return {};
  }

  Result<std::optional<SourceRow>> Next() override {
    GODEL_TRY(std::optional<Record> record, ReadRecord());
    if (!record) return std::optional<SourceRow>();
    if (!record->fields) return SourceRow{record->line, tl::unexpected(record->fields.error())};
    if (record->fields->size() != columns_.size())
      return SourceRow{record->line,
                       Fail(ErrorCode::kBadData, fmt::format("expected {} fields, as in the header, found {}",
                                                             columns_.size(), record->fields->size()))};
    Json object = Json::object();
    for (size_t i = 0; i < columns_.size(); ++i) object[columns_[i]] = std::move((*record->fields)[i]);
    return SourceRow{record->line, std::move(object)};
  }

 private:
  Result<std::optional<Record>> ReadRecord() {
    RecordParser parser;
    size_t first_line = 0, bytes = 0;
    while (true) {
      GODEL_TRY(const std::optional<SourceLine> line, lines_.Next());
      if (!line) {
        if (first_line == 0) return std::optional<Record>();
        return Record{first_line, Fail(ErrorCode::kBadData, "a quote that is opened here is never closed")};
      }
      if (first_line == 0 && (line->text.empty() || line->text == "\r")) continue;
      if (first_line == 0) first_line = line->number;
      bytes += line->text.size() + 1;
      if (line->too_long || bytes > max_row_bytes_)
        return Record{first_line,
                      Fail(ErrorCode::kResourceExhausted,
                           fmt::format("longer than {} bytes, which is the most that is read", max_row_bytes_))};
      if (parser.AddLine(line->text)) return Record{first_line, Checked(parser)};
    }
  }

  static Result<std::vector<std::string>> Checked(const RecordParser& parser) {
    if (!parser.mistake().empty()) return Fail(ErrorCode::kBadData, parser.mistake());
    for (size_t i = 0; i < parser.fields().size(); ++i)
      if (const auto at = FirstInvalidUtf8(parser.fields()[i]))
        return Fail(ErrorCode::kBadData,
                    fmt::format("field {}: not UTF-8 at its byte {}; save the file as UTF-8", i + 1, *at + 1));
    return parser.fields();
  }

  LineSource lines_;
  size_t max_row_bytes_;
  std::vector<std::string> columns_;
};

}  // namespace

Result<std::unique_ptr<RowSource>> MakeCsv(LineSource lines, const RowSourceOptions& options) {
  auto csv = std::make_unique<Csv>(std::move(lines), options.max_row_bytes);
  GODEL_TRY_STATUS(csv->ReadHeader());
  return csv;
}

}  // namespace godel
