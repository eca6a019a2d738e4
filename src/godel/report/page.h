// SPDX-License-Identifier: MIT
// A page in one file that asks no other host for anything: light or dark as the reader's system is, readable on a
// phone.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/report/html.h"

namespace godel {

struct PageSection {
  std::string title;
  Html body;
};

struct Page {
  std::string title;
  Html lead;  // under the title
  std::vector<PageSection> sections;
  // The program's own JavaScript, at the end of the body; it may not hold "</script". Without one the page's policy
  // lets nothing run at all.
  std::string_view script = {};
  std::string_view style = {};  // besides style.h's
};

// Three sections or more get a list of links above them.
std::string RenderPage(const Page& page);

}  // namespace godel
