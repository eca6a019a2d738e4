// SPDX-License-Identifier: MIT
// Where a text may be cut: offsets in ascending order, never inside a UTF-8 sequence.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace godel {

// ASCII white space, all of which the tokenizer reads as a space.
inline constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";

// Behind each sentence: . ! ? with closing quotes and brackets, before white space or the end; 。！？ anywhere.
std::vector<size_t> SentenceEnds(std::string_view text);
// Behind each word (a run of anything but white space).
std::vector<size_t> WordEnds(std::string_view text);
// Before each word, the first one included.
std::vector<size_t> WordStarts(std::string_view text);
// Before each code point. Bytes that are not UTF-8 count as part of the one before.
std::vector<size_t> CodePointStarts(std::string_view text);

}  // namespace godel
