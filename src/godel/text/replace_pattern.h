// SPDX-License-Identifier: MIT
// What the Replace steps of a tokenizer file search for: a string, or a regular expression of the one form that T5's
// files use, a repeated character (" {2,}", " +", "\s+").
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"

namespace godel {

class ReplacePattern {
 public:
  static Result<ReplacePattern> FromString(std::string text);
  // Error: kUnsupported, naming the expression, for every other form.
  static Result<ReplacePattern> FromRegex(std::string_view expression);
  // {"String": "..."} or {"Regex": "..."}.
  static Result<ReplacePattern> FromJson(const Json& json);

  // Appends `text` with every match replaced to `out`. False: `out` would be longer than `max_bytes`.
  bool Replace(std::string_view text, std::string_view content, size_t max_bytes, std::string* out) const;

  // No match is shorter.
  size_t min_match_bytes() const;

 private:
  struct Match {
    size_t begin, end;
  };
  std::optional<Match> Find(std::string_view text, size_t from) const;

  std::string literal_;          // when not empty, all there is
  bool any_whitespace_ = false;  // \s, else `character_`
  char32_t character_ = 0;
  size_t min_count_ = 1, max_count_ = 1;
};

}  // namespace godel
