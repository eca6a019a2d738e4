// SPDX-License-Identifier: MIT
// A spiece.model from anywhere. The text that it then encodes is the model's own bytes, as UTF-8.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "godel/base/utf8.h"
#include "godel/text/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace godel;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto tokenizer = Tokenizer::FromSentencePiece(input, {.max_file_bytes = 1 << 20});
  if (!tokenizer) return 0;
  const auto ids = tokenizer->Encode(ReplaceInvalidUtf8(input));
  if (!ids) return 0;
  for (const TokenId id : *ids)
    if (Index(id) >= tokenizer->vocab_size()) std::abort();
  if (FirstInvalidUtf8(tokenizer->Decode(*ids))) std::abort();
  return 0;
}
