// SPDX-License-Identifier: MIT
// JSON lines and JSON arrays as rows.
#include <fmt/format.h>

#include <string>
#include <utility>

#include "godel/dataset/row_source.h"

namespace godel {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";

tl::unexpected<Error> TooLong(size_t limit) {
  return Fail(ErrorCode::kResourceExhausted,
              fmt::format("longer than {} bytes, which is the most that is read", limit));
}

Result<Json> ParseObject(std::string_view text) {
  auto json = ParseJson(text);
  if (!json) {
    // The row's line is said already; the parser's would be counted from the row's start.
    std::string& message = json.error().message;
    constexpr std::string_view kFirstLine = "at line 1, ";
    if (const size_t at = message.find(kFirstLine); at != std::string::npos)
      message.replace(at, kFirstLine.size(), "at ");
    return json;
  }
  if (!json->is_object()) return Fail(ErrorCode::kBadData, "expected a JSON object, found " + Excerpt(*json));
  return json;
}

class JsonLines final : public RowSource {
 public:
  JsonLines(LineSource lines, size_t max_row_bytes) : lines_(std::move(lines)), max_row_bytes_(max_row_bytes) {}

  Result<std::optional<SourceRow>> Next() override {
    while (true) {
      GODEL_TRY(const std::optional<SourceLine> line, lines_.Next());
      if (!line) return std::optional<SourceRow>();
      if (line->too_long || line->text.size() > max_row_bytes_) return SourceRow{line->number, TooLong(max_row_bytes_)};
      if (line->text.find_first_not_of(kWhiteSpace) == std::string::npos) continue;
      return SourceRow{line->number, ParseObject(line->text)};
    }
  }

 private:
  LineSource lines_;
  size_t max_row_bytes_;
};

// Cuts an array at its top-level commas, and leaves it to the parser whether what lies between them is right.
class JsonArray final : public RowSource {
 public:
  JsonArray(LineSource lines, size_t max_row_bytes) : lines_(std::move(lines)), max_row_bytes_(max_row_bytes) {}

  Result<std::optional<SourceRow>> Next() override {
    Element element;
    while (true) {
      if (at_ >= piece_.text.size()) {
        GODEL_TRY(const std::optional<LineSource::Piece> piece, lines_.NextPiece());
        if (!piece) return AtEnd(element);
        piece_ = *piece;
        at_ = 0;
      }
      const char sign = piece_.text[at_++];
      if (place_ == Place::kInside) {
        if (!EndsElement(sign, element)) {
          Add(sign, &element);
          continue;
        }
        if (sign == ']') place_ = Place::kBehind;
        const bool nothing = element.text.empty();
        if (nothing && sign == ']' && elements_ == 0) continue;  // "[]" holds none
        if (nothing) element.line = piece_.number;
        ++elements_;
        return RowOf(element);
      }
      if (place_ == Place::kLeft || kWhiteSpace.find(sign) != std::string_view::npos) continue;
      if (place_ == Place::kBehind) {
        place_ = Place::kLeft;
        return SourceRow{piece_.number, Fail(ErrorCode::kBadData, "there is more behind the array's closing ]")};
      }
      place_ = Place::kInside;  // whoever chose this class has seen that the first sign is the bracket
    }
  }

 private:
  enum class Place { kBefore, kInside, kBehind, kLeft };

  struct Element {
    std::string text;
    size_t line = 0;
    size_t depth = 0;
    bool in_string = false;
    bool escaped = false;
    bool too_long = false;
  };

  static bool EndsElement(char sign, const Element& element) {
    return element.depth == 0 && !element.in_string && (sign == ',' || sign == ']');
  }

  void Add(char sign, Element* element) const {
    if (element->in_string) {
      if (element->escaped)
        element->escaped = false;
      else if (sign == '\\')
        element->escaped = true;
      else if (sign == '"')
        element->in_string = false;
    } else if (sign == '"') {
      element->in_string = true;
    } else if (sign == '{' || sign == '[') {
      ++element->depth;
    } else if ((sign == '}' || sign == ']') && element->depth > 0) {
      --element->depth;
    } else if (element->text.empty() && kWhiteSpace.find(sign) != std::string_view::npos) {
      return;
    }
    if (element->text.empty()) element->line = piece_.number;
    if (element->text.size() >= max_row_bytes_)
      element->too_long = true;
    else
      element->text += sign;
  }

  SourceRow RowOf(const Element& element) const {
    if (element.too_long) return {element.line, TooLong(max_row_bytes_)};
    if (element.text.empty()) return {element.line, Fail(ErrorCode::kBadData, "a comma without an object beside it")};
    return {element.line, ParseObject(element.text)};
  }

  Result<std::optional<SourceRow>> AtEnd(const Element& element) {
    if (place_ == Place::kBehind || place_ == Place::kLeft) return std::optional<SourceRow>();
    place_ = Place::kLeft;
    const size_t line = element.text.empty() ? piece_.number : element.line;
    return SourceRow{line, Fail(ErrorCode::kBadData, "the file ends inside of what begins here; was it copied whole?")};
  }

  LineSource lines_;
  size_t max_row_bytes_;
  LineSource::Piece piece_;
  size_t at_ = 0;  // in piece_.text
  size_t elements_ = 0;
  Place place_ = Place::kBefore;
};

}  // namespace

std::unique_ptr<RowSource> MakeJsonLines(LineSource lines, const RowSourceOptions& options) {
  return std::make_unique<JsonLines>(std::move(lines), options.max_row_bytes);
}

std::unique_ptr<RowSource> MakeJsonArray(LineSource lines, const RowSourceOptions& options) {
  return std::make_unique<JsonArray>(std::move(lines), options.max_row_bytes);
}

}  // namespace godel
