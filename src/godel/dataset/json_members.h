// SPDX-License-Identifier: MIT
// The members of one large JSON object, one at a time: {"MUL0001.json": {...}, "MUL0002.json": {...}}. Some corpora are
// a single object of this kind, larger than a parser should hold.
#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/dataset/line_source.h"

namespace godel {

struct JsonMember {
  std::string key;
  size_t line = 0;                      // where its value begins, from 1
  Result<Json> value = Json::object();  // of any type; or why it cannot be read, and those behind it still can
};

// For one thread at a time; memory: one member.
class JsonMembers {
 public:
  // `lines` stands before the object's "{".
  explicit JsonMembers(LineSource lines, size_t max_member_bytes = size_t{64} << 20)
      : lines_(std::move(lines)), max_bytes_(max_member_bytes) {}

  // nullopt at the end. Error, and then again: the text is no object, its members cannot be told apart any further
  // (kBadData), or as LineSource::NextPiece; "name:line: " is in front.
  Result<std::optional<JsonMember>> Next();

 private:
  // The next sign, white space included; nullopt at the end.
  Result<std::optional<char>> Sign();
  Result<std::optional<char>> SignBehindSpace();
  // Appends what stands up to the string's closing quote, which it also takes.
  Status TakeString(std::string* text, bool* too_long);
  Result<char> TakeValue(char first, JsonMember* member);
  tl::unexpected<Error> Broken(const std::string& why) const;

  LineSource lines_;
  size_t max_bytes_;
  LineSource::Piece piece_;
  size_t at_ = 0;
  enum class Place { kBefore, kInside, kBehind } place_ = Place::kBefore;
  std::optional<Error> failed_;
  Result<std::optional<JsonMember>> ReadMember();
};

}  // namespace godel
