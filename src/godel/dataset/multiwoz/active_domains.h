// SPDX-License-Identifier: MIT
// Which domain a turn is about: an address counts only for the domain that is spoken of.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/dataset/multiwoz/state.h"

namespace godel::multiwoz {

// The domains that placeholders such as "[hotel_name]" name, in the order of kDomains.
std::vector<std::string> DomainsOfPlaceholders(std::string_view response);

// Of each turn the domain whose wishes changed last, as the standardised evaluation estimates it for replies whose
// placeholders name none. Where several change and the current one is not among them, the one with the most slots (the
// first by name, if several); where none changes behind a turn in which several did, the other one of these.
std::vector<std::vector<std::string>> DomainsOfChanges(std::span<const DialogState* const> states);

}  // namespace godel::multiwoz
