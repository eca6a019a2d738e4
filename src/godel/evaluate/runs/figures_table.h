// SPDX-License-Identifier: MIT
// metrics.json as tables of a page.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/report/html.h"

namespace godel {

struct FiguresOf {
  std::string name;
  const Json* figures = nullptr;  // an object, whose numbers are shown
};

// A row for each figure that one of `all` has, and a column for each of these: figures that score_name.h knows first,
// in its order, then the others by name. Counts behind the rates (nats, tokens, characters, examples_seen) are left
// out.
Html RenderFigures(std::span<const FiguresOf> all);

// The member when `object` is one and has it as an object; an empty object otherwise.
const Json& ObjectMember(const Json& object, std::string_view key);

}  // namespace godel
