// SPDX-License-Identifier: MIT
// Numbers and names that a reply brings up out of nowhere: the cheapest sign of something made up.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace godel {

struct Entity {
  size_t begin = 0, end = 0;  // bytes of the text
  bool novel = false;
};

// Words with a digit in them, and capitalised words that do not begin a sentence; "I" and its contractions are none.
// A capital at a sentence's begin says nothing, so a name that stands only there is missed rather than every "Did" and
// "Yes" counted. `known` are the texts that an entity may come from: it is novel when one of its words, as
// NormalizeAnswer leaves them and without a lone s, stands in none of them. What has no capitals (Chinese, Arabic) has
// no names here, only numbers.
std::vector<Entity> FindEntities(std::string_view text, std::span<const std::string_view> known);

}  // namespace godel
