// SPDX-License-Identifier: MIT
// The "normalizer" of a tokenizer file: a chain of steps from text to text.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/text/precompiled_charsmap.h"
#include "godel/text/replace_pattern.h"

namespace godel {

struct StripStep {
  bool left, right;
};
struct ReplaceStep {
  ReplacePattern pattern;
  std::string content;
};
enum class UnicodeForm { kNfc, kNfd, kNfkc, kNfkd };
struct LowercaseStep {};
struct PrependStep {
  std::string text;
};
// SentencePiece's "nmt" rules: control characters vanish, format characters become spaces.
struct NmtStep {};

using NormalizerStep =
    std::variant<PrecompiledCharsmap, StripStep, ReplaceStep, UnicodeForm, LowercaseStep, PrependStep, NmtStep>;

struct NormalizedText {
  std::string text;
  // Whether the first character stems from the first one of the input; Metaspace's "first" asks.
  bool keeps_front = true;
};

class Normalizer {
 public:
  Normalizer() = default;  // changes nothing
  explicit Normalizer(std::vector<NormalizerStep> steps) : steps_(std::move(steps)) {}
  // The value of "normalizer": an object with "type", or null. Error: kUnsupported for a type it does not know.
  static Result<Normalizer> FromJson(const Json& json);

  // `text` must be valid UTF-8. Error: kResourceExhausted when rules blow the text up beyond every honest use.
  Result<NormalizedText> Normalize(std::string_view text) const;

  // The blob of the precompiled step; empty when there is none.
  std::string PrecompiledBlob() const;

 private:
  std::vector<NormalizerStep> steps_;
};

}  // namespace godel
