// SPDX-License-Identifier: MIT
// Whether one dialog reached its goal: Inform and Success as the standardised evaluation of MultiWOZ counts them
// (Nekvinda and Dušek 2021; after Budzianowski et al. 2018).
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/dataset/multiwoz/database.h"
#include "godel/dataset/multiwoz/dialog.h"

namespace godel::multiwoz {

// A turn of the system as far as the score looks at it.
struct ScoredTurn {
  std::string_view response;           // delexicalised
  const DialogState* state = nullptr;  // never null
  std::vector<std::string> active_domains;
  std::vector<std::string> booked;  // domains whose booking has succeeded
};

struct DomainScore {
  bool informed = false;                       // what was offered meets the goal
  std::string why;                             // it does not
  std::set<std::string, std::less<>> missing;  // requested, and never given
};

struct DialogScore {
  std::map<std::string, DomainScore, std::less<>> domains;  // those of the goal
  bool informed = false;                                    // all of them
  bool succeeded = false;                                   // and nothing is missing
};

// A turn of a domain that is active, with the placeholder of a name (of trains an id), offers the venues that meet the
// turn's state; they replace an earlier offer unless they hold all of it. A domain is informed when the last offer is
// not empty and holds no venue that misses the goal; always when the goal names the venue, for taxis, the police and
// hospitals, and for trains when none was offered and no id was asked for. A request is given by its placeholder in a
// turn of its domain; a reference only while the domain is booked.
DialogScore ScoreDialog(const Goal& goal, std::span<const ScoredTurn> turns, const Database& database);

}  // namespace godel::multiwoz
