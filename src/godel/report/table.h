// SPDX-License-Identifier: MIT
// A table that scrolls sideways by itself where the screen is narrow.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "godel/report/html.h"

namespace godel {

enum class Align { kLeft, kRight };  // numbers go to the right

struct HtmlTable {
  struct Column {
    std::string title;
    Align align = Align::kRight;
    std::string hint = {};  // what stands under the title, smaller
  };
  std::string caption;  // may be empty
  std::vector<Column> columns;
  std::vector<std::vector<Html>> rows;  // a short row is filled up with empty cells; the first cell heads its row
};

// Columns without rows give a sentence that there is nothing.
Html RenderTable(const HtmlTable& table);

// Two columns without heads: names and what they are.
Html RenderFacts(const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace godel
