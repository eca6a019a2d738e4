// SPDX-License-Identifier: MIT
// The "pre_tokenizer" of a tokenizer file: cuts normalised text into the pieces that the model sees one by one.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"

namespace godel {

// Cuts at white space, which vanishes.
struct WhitespaceSplitStep {};

enum class PrependScheme { kAlways, kFirst, kNever };

// Spaces become the replacement; one is put in front; a cut before each replacement.
struct MetaspaceStep {
  std::string replacement;  // one character
  PrependScheme prepend_scheme = PrependScheme::kAlways;
  bool split = true;

  static Result<MetaspaceStep> FromJson(const Json& json);
};

using PreTokenizerStep = std::variant<WhitespaceSplitStep, MetaspaceStep>;

class PreTokenizer {
 public:
  // What Split calls with each piece, never empty. An error ends the splitting.
  using Sink = std::function<Status(std::string_view)>;

  PreTokenizer() = default;  // all of the text is one piece
  explicit PreTokenizer(std::vector<PreTokenizerStep> steps) : steps_(std::move(steps)) {}
  // The value of "pre_tokenizer", or null. Error: kUnsupported for a type it does not know.
  static Result<PreTokenizer> FromJson(const Json& json);

  bool PrependsSpace() const;  // whether a Metaspace step puts one in front of texts

  // `at_front`: whether `text` starts where the user's text starts; Metaspace's "first" asks.
  Status Split(std::string_view text, bool at_front, const Sink& sink) const;

 private:
  Status SplitFrom(size_t step, std::string_view text, bool at_front, const Sink& sink) const;
  std::vector<PreTokenizerStep> steps_;
};

}  // namespace godel
