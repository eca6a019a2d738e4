// SPDX-License-Identifier: MIT
// How far two words are apart, for "did you mean" in messages.
#pragma once
#include <cstddef>
#include <string_view>

namespace godel {

// Letters to insert, delete or replace to make one word of the other (Levenshtein). Costs the product of the lengths,
// so words from outside must be bounded first.
size_t EditDistance(std::string_view a, std::string_view b);

}  // namespace godel
