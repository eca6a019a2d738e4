// SPDX-License-Identifier: MIT
// The words of a text as the metrics compare them, and where they stand in the text as it was written.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace godel {

struct LocatedWord {
  std::string word;           // as NormalizeAnswer leaves it
  size_t begin = 0, end = 0;  // bytes of the text
};

// The words of NormalizeAnswer(text), in order.
std::vector<LocatedWord> LocateWords(std::string_view text);

}  // namespace godel
