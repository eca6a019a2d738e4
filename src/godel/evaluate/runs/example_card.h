// SPDX-License-Identifier: MIT
// An example and what was said to it, side by side in a page.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/dataset/example.h"
#include "godel/report/html.h"

namespace godel {

// What was copied from the example's knowledge is marked, and what stands neither there nor in the context underlined
// (copied_spans.h, novel_entities.h); without knowledge nothing is.
Html MarkGrounding(std::string_view text, const Example& example);

struct CardLine {
  std::string label;
  Html text;
};

// Context and knowledge of the example and then the lines; `scores` stands small under them and may be empty. In the
// knowledge, what `copying` (replies) took from it is marked. Long knowledge is folded away.
Html RenderExampleCard(const Example& example, std::span<const CardLine> lines, std::string_view scores,
                       std::span<const std::string_view> copying = {});

}  // namespace godel
