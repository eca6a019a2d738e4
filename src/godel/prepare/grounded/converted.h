// SPDX-License-Identifier: MIT
// What a row of a corpus became.
#pragma once
#include <string_view>
#include <variant>

#include "godel/dataset/example.h"

namespace godel {

// The rule that left the row out, as the counts name it: "dropped: no passage". Outlives everything.
struct Dropped {
  std::string_view rule;
};

using Converted = std::variant<Example, Dropped>;

}  // namespace godel
