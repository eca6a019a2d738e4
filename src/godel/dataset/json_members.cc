// SPDX-License-Identifier: MIT
#include "godel/dataset/json_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace godel {
namespace {

constexpr std::string_view kJsonSpace = " \t\r\n";

}  // namespace

Result<std::optional<JsonMember>> JsonMembers::Next() {
  if (failed_) return tl::unexpected<Error>(*failed_);
  auto member = ReadMember();
  if (!member) failed_ = member.error();
  return member;
}

Result<std::optional<char>> JsonMembers::Sign() {
  if (at_ >= piece_.text.size()) {
    GODEL_TRY(const std::optional<LineSource::Piece> piece, lines_.NextPiece());
    if (!piece) return std::optional<char>();
    piece_ = *piece;
    at_ = 0;
  }
  return std::optional<char>(piece_.text[at_++]);
}

Result<std::optional<char>> JsonMembers::SignBehindSpace() {
  while (true) {
    GODEL_TRY(const std::optional<char> sign, Sign());
    if (!sign || kJsonSpace.find(*sign) == std::string_view::npos) return sign;
  }
}

tl::unexpected<Error> JsonMembers::Broken(const std::string& why) const {
  return Fail(ErrorCode::kBadData, fmt::format("{}:{}: {}", lines_.name(), std::max<size_t>(piece_.number, 1), why));
}

Status JsonMembers::TakeString(std::string* text, bool* too_long) {
  bool escaped = false;
  while (true) {
    GODEL_TRY(const std::optional<char> sign, Sign());
    if (!sign) return Broken("the file ends inside of a string; was it copied whole?");
    if (text->size() >= max_bytes_)
      *too_long = true;
    else
      *text += *sign;
    if (!escaped && *sign == '"') return {};
    escaped = !escaped && *sign == '\\';
  }
}

// Gives the comma or brace behind the value.
Result<char> JsonMembers::TakeValue(char first, JsonMember* member) {
  std::string text;
  bool too_long = false;
  size_t depth = 0;
  for (char sign = first;;) {
    if (depth == 0 && (sign == ',' || sign == '}')) {
      if (too_long)
        member->value = Fail(ErrorCode::kResourceExhausted,
                             fmt::format("longer than {} bytes, which is the most that is read", max_bytes_));
      else
        member->value = ParseJson(text);
      return sign;
    }
    if (text.size() >= max_bytes_)
      too_long = true;
    else
      text += sign;
    if (sign == '"') {
      GODEL_TRY_STATUS(TakeString(&text, &too_long));
    } else if (sign == '{' || sign == '[') {
      ++depth;
    } else if ((sign == '}' || sign == ']') && depth > 0) {
      --depth;
    }
    GODEL_TRY(const std::optional<char> next, Sign());
    if (!next) return Broken("the file ends inside of \"" + member->key + "\"; was it copied whole?");
    sign = *next;
  }
}

Result<std::optional<JsonMember>> JsonMembers::ReadMember() {
  GODEL_TRY(std::optional<char> sign, SignBehindSpace());
  if (place_ == Place::kBefore) {
    if (!sign || *sign != '{') return Broken("expected a JSON object");
    place_ = Place::kInside;
    GODEL_TRY(sign, SignBehindSpace());
    if (sign && *sign == '}') {
      place_ = Place::kBehind;
      GODEL_TRY(sign, SignBehindSpace());
    }
  }
  if (place_ == Place::kBehind) {
    if (sign) return Broken("there is more behind the object's closing }");
    return std::optional<JsonMember>();
  }
  if (!sign || *sign != '"') return Broken("expected the name of a member, in double quotes");
  std::string quoted = "\"";
  bool too_long = false;
  GODEL_TRY_STATUS(TakeString(&quoted, &too_long));
  const auto key = too_long ? Fail(ErrorCode::kBadData, "it is too long") : ParseJson(quoted);
  if (!key || !key->is_string()) return Broken("a member's name cannot be read");
  GODEL_TRY(const std::optional<char> colon, SignBehindSpace());
  if (!colon || *colon != ':') return Broken("expected a colon behind the name of a member");
  GODEL_TRY(const std::optional<char> first, SignBehindSpace());
  if (!first) return Broken("the file ends inside of a member; was it copied whole?");
  JsonMember member{.key = key->get<std::string>(), .line = piece_.number};
  GODEL_TRY(const char end, TakeValue(*first, &member));
  if (end == '}') place_ = Place::kBehind;
  return std::optional<JsonMember>(std::move(member));
}

}  // namespace godel
