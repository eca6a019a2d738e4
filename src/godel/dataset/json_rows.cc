// SPDX-License-Identifier: MIT
// JSON lines and JSON arrays as rows.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "godel/dataset/row_source.h"

namespace godel {
namespace {

constexpr std::string_view kBetweenTokens = " \t\r\n";

tl::unexpected<Error> TooLong(size_t limit) {
  return Fail(ErrorCode::kResourceExhausted,
              fmt::format("longer than {} bytes, which is the most that is read", limit));
}

Result<Json> ParseRow(std::string_view text, RowKind kind) {
  auto json = ParseJson(text);
  if (!json) {
    // The row's line is said already; the parser's would be counted from the row's start.
    std::string& message = json.error().message;
    constexpr std::string_view kFirstLine = "at line 1, ";
    if (const size_t at = message.find(kFirstLine); at != std::string::npos)
      message.replace(at, kFirstLine.size(), "at ");
    return json;
  }
  if (kind == RowKind::kObject && !json->is_object())
    return Fail(ErrorCode::kBadData, "expected a JSON object, found " + Excerpt(*json));
  return json;
}

class JsonLines final : public RowSource {
 public:
  JsonLines(LineSource lines, const RowSourceOptions& options)
      : lines_(std::move(lines)), max_row_bytes_(options.max_row_bytes), kind_(options.kind) {}

  Result<std::optional<SourceRow>> Next() override {
    while (true) {
      GODEL_TRY(const std::optional<SourceLine> line, lines_.Next());
      if (!line) return std::optional<SourceRow>();
      if (line->too_long || line->text.size() > max_row_bytes_) return SourceRow{line->number, TooLong(max_row_bytes_)};
      if (line->text.find_first_not_of(kBetweenTokens) == std::string::npos) continue;
      return SourceRow{line->number, ParseRow(line->text, kind_)};
    }
  }

 private:
  LineSource lines_;
  size_t max_row_bytes_;
  RowKind kind_;
};

// Where the array begins that is a member of the outermost object. Reads signs, not values: what is wrong before the
// array does not matter.
class MemberFinder {
 public:
  explicit MemberFinder(std::string member) : member_(std::move(member)) {}

  // Whether `sign` is the array's opening bracket. To be given every sign from the object's { on.
  bool Take(char sign) {
    if (in_string_) {
      TakeInString(sign);
      return false;
    }
    if (kBetweenTokens.find(sign) != std::string_view::npos) return false;
    const bool is_value = std::exchange(at_value_, false);
    if (sign == '"') {
      in_string_ = true;
      text_.clear();
    } else if (sign == ':') {
      at_value_ = depth_ == 1 && text_ == member_;
    } else if (sign == '[' && is_value) {
      return true;
    } else if (sign == '{' || sign == '[') {
      ++depth_;
    } else if ((sign == '}' || sign == ']') && depth_ > 0) {
      --depth_;
    }
    return false;
  }

  const std::string& member() const { return member_; }

 private:
  void TakeInString(char sign) {
    if (sign == '"' && !escaped_)
      in_string_ = false;
    else if (text_.size() <= member_.size())
      text_ += sign;
    escaped_ = sign == '\\' && !escaped_;
  }

  std::string member_;
  std::string text_;  // the beginning of the last string, as it is written
  size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool at_value_ = false;  // behind the member's name and its colon
};

// Cuts an array at its top-level commas, and leaves it to the parser whether what lies between them is right.
class JsonArray final : public RowSource {
 public:
  // The first sign is the array's bracket, or the brace of an object that holds it.
  JsonArray(LineSource lines, const RowSourceOptions& options, ArrayPlace place)
      : lines_(std::move(lines)), max_row_bytes_(options.max_row_bytes), kind_(options.kind) {
    if (place == ArrayPlace::kInObject) finder_.emplace(options.array_member);
  }

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
        if (sign == ']') place_ = finder_ ? Place::kLeft : Place::kBehind;  // an object has other members
        const bool nothing = element.text.empty();
        if (nothing && sign == ']' && elements_ == 0) continue;  // "[]" holds none
        if (nothing) element.line = piece_.number;
        ++elements_;
        return RowOf(element);
      }
      if (place_ == Place::kLeft || (finder_ && !finder_->Take(sign))) continue;
      if (kBetweenTokens.find(sign) != std::string_view::npos) continue;
      if (place_ == Place::kBehind) {
        place_ = Place::kLeft;
        return SourceRow{piece_.number, Fail(ErrorCode::kBadData, "there is more behind the array's closing ]")};
      }
      place_ = Place::kInside;
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
    } else if (element->text.empty() && kBetweenTokens.find(sign) != std::string_view::npos) {
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
    return {element.line, ParseRow(element.text, kind_)};
  }

  Result<std::optional<SourceRow>> AtEnd(const Element& element) {
    if (place_ == Place::kBehind || place_ == Place::kLeft) return std::optional<SourceRow>();
    const bool nowhere = std::exchange(place_, Place::kLeft) == Place::kBefore;
    if (nowhere)
      return SourceRow{1, Fail(ErrorCode::kBadData, fmt::format("expected an object with the array \"{}\", found none",
                                                                finder_ ? finder_->member() : ""))};
    const size_t line = element.text.empty() ? piece_.number : element.line;
    return SourceRow{line, Fail(ErrorCode::kBadData, "the file ends inside of what begins here; was it copied whole?")};
  }

  LineSource lines_;
  size_t max_row_bytes_;
  RowKind kind_;
  std::optional<MemberFinder> finder_;
  LineSource::Piece piece_;
  size_t at_ = 0;  // in piece_.text
  size_t elements_ = 0;
  Place place_ = Place::kBefore;
};

}  // namespace

std::unique_ptr<RowSource> MakeJsonLines(LineSource lines, const RowSourceOptions& options) {
  return std::make_unique<JsonLines>(std::move(lines), options);
}

std::unique_ptr<RowSource> MakeJsonArray(LineSource lines, const RowSourceOptions& options, ArrayPlace place) {
  return std::make_unique<JsonArray>(std::move(lines), options, place);
}

}  // namespace godel
