// SPDX-License-Identifier: MIT
// The "decoder" of a tokenizer file: pieces back to text.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/text/replace_pattern.h"

namespace godel {

// The steps work on a list of tokens; those without a word here change each token by itself.
struct DecodeMetaspace {
  std::string replacement;  // becomes a space
  bool drop_in_first;       // in the first token it becomes nothing
};
struct DecodeReplace {
  ReplacePattern pattern;
  std::string content;
};
struct DecodeStrip {
  char32_t character;
  size_t start, stop;  // how many of it go at most
};
// "<0xE2>", ...: a run of them becomes one token if it is UTF-8, else a U+FFFD each.
struct DecodeByteFallback {};
// All tokens become one.
struct DecodeFuse {};

using DecoderStep = std::variant<DecodeMetaspace, DecodeReplace, DecodeStrip, DecodeByteFallback, DecodeFuse>;

class Decoder {
 public:
  Decoder() = default;  // joins the tokens with spaces
  // The value of "decoder", or null. Error: kUnsupported for a type it does not know.
  static Result<Decoder> FromJson(const Json& json);
  static Decoder Metaspace(bool drop_in_first);

  // `at_start` false: other tokens came before, and their text was not empty.
  std::string Decode(std::span<const std::string_view> tokens, bool at_start = true) const;

  // Whether text can be decoded part by part: then, once Decode of some tokens is not empty and the last of them is
  // not open, Decode of those and more is that text and Decode(more, false) behind it.
  bool Streams() const { return streams_; }
  // Whether what `token` becomes depends on the tokens behind it: it is a byte, and its character may not be whole.
  bool IsOpen(std::string_view token) const;

 private:
  explicit Decoder(std::vector<DecoderStep> steps);
  std::vector<DecoderStep> steps_;
  size_t byte_fallback_ = 0;  // index of that step, steps_.size() without one
  bool streams_ = true;
};

}  // namespace godel
