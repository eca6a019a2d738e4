// SPDX-License-Identifier: MIT
// Text that appears while ids arrive one by one.
#pragma once
#include <string>
#include <vector>

#include "godel/text/tokenizer.h"

namespace godel {

// The concatenation of all returned parts equals Decode of all ids given so far, and no part ends inside a UTF-8
// sequence. Not safe for use from several threads; holds a reference to the tokenizer.
// Only the ids whose text is not settled are kept and decoded again: a run of bytes that is not a whole character, and
// the ids before the first visible text. With clean_up_tokenization_spaces, text is also held back behind its last
// character that no clean-up rule knows. A decoder whose steps look across tokens gives everything in Finish.
class StreamDecoder {
 public:
  explicit StreamDecoder(const Tokenizer& tokenizer, const DecodeOptions& options = {});

  // The text that `id` adds; empty while it may still change.
  std::string Append(TokenId id);
  // What was held back at the end. Afterwards the decoder is as new.
  std::string Finish();

 private:
  void Settle();

  const Tokenizer* tokenizer_;
  DecodeOptions options_;
  std::vector<TokenId> ids_;  // without those that Decode leaves out
  bool at_start_ = true;      // no text so far
  std::string held_back_;     // decoded and not cleaned up
};

}  // namespace godel
