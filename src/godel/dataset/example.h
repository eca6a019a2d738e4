// SPDX-License-Identifier: MIT
// GODEL's canonical example: what was said, what is known, what was answered.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace godel {

struct Example {
  std::string instruction;           // a name of prompt/ or free text; empty: as prompt/ chooses
  std::vector<std::string> context;  // turns, oldest first; in files one string, joined by " EOS "
  std::string knowledge;             // may be empty
  std::string response;
  std::string
      dialog;       // examples of one dialog share this, so that no dialog is in two parts of a split; empty: its own
  size_t turn = 0;  // which of the dialog's answers the response is, from 1; 0: not known
};

}  // namespace godel
