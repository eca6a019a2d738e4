// SPDX-License-Identifier: MIT
// MultiWOZ's words: its domains, and what the user has asked of each so far.
#pragma once
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

namespace godel::multiwoz {

// Those with a database come first.
inline constexpr std::array<std::string_view, 7> kDomains = {"attraction", "hotel",  "restaurant", "train",
                                                             "hospital",   "police", "taxi"};
inline constexpr size_t kSearchableDomains = 4;

constexpr bool IsDomain(std::string_view name) {
  return std::find(kDomains.begin(), kDomains.end(), name) != kDomains.end();
}
constexpr bool IsSearchable(std::string_view domain) {
  const auto* const end = kDomains.begin() + kSearchableDomains;
  return std::find(kDomains.begin(), end, domain) != end;
}

// Slot to value; slots are spelt as CanonicalSlot spells them.
using SlotValues = std::map<std::string, std::string, std::less<>>;
// Domain to what is known of it; a domain without a value is left out.
using DialogState = std::map<std::string, SlotValues, std::less<>>;

}  // namespace godel::multiwoz
