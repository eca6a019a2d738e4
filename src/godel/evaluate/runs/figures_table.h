// SPDX-License-Identifier: MIT
// metrics.json as tables of a page.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/report/html.h"

namespace godel {

struct FiguresRow {
  std::string name;
  const Json* figures = nullptr;  // an object, whose numbers are shown
};

// A column for each figure that a row has: those that score_name.h knows first, in its order, then the others by name.
// Counts behind the rates (nats, tokens, characters, examples_seen) are left out.
Html RenderFigures(std::span<const FiguresRow> rows);

// The member when `object` is one and has it as an object; an empty object otherwise.
const Json& ObjectMember(const Json& object, std::string_view key);

}  // namespace godel
