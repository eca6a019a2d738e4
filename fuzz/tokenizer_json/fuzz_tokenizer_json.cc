// SPDX-License-Identifier: MIT
// A tokenizer.json from anywhere, and a text for it: the input is the file, a NUL byte, and the text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "godel/base/utf8.h"
#include "godel/text/stream_decoder.h"
#include "godel/text/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace godel;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t end = input.find('\0');
  const std::string_view json = input.substr(0, end);
  const std::string_view text = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  const auto tokenizer = Tokenizer::FromTokenizerJson(json, {.max_file_bytes = 1 << 20});
  if (!tokenizer) return 0;
  const auto ids = tokenizer->Encode(text);
  if (!ids) return 0;
  for (const bool skip : {true, false}) {
    const DecodeOptions options{.skip_special_tokens = skip, .clean_up_tokenization_spaces = skip};
    const std::string decoded = tokenizer->Decode(*ids, options);
    if (FirstInvalidUtf8(decoded)) std::abort();
    StreamDecoder stream(*tokenizer, options);
    std::string streamed;
    for (const TokenId id : *ids) {
      if (Index(id) >= tokenizer->vocab_size()) std::abort();
      streamed += stream.Append(id);
    }
    if (streamed + stream.Finish() != decoded) std::abort();
  }
  return 0;
}
