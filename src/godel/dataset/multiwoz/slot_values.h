// SPDX-License-Identifier: MIT
// Slots and values as the database spells them. People and models write "guest house", "after 17:15" and "caffee uno";
// the rules are those of the standardised evaluation (Nekvinda and Dušek 2021), so that its figures compare.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace godel::multiwoz {

// Lower case, without spaces, and "arrive" and "leave" for "arriveBy" and "leaveAt".
std::string CanonicalSlot(std::string_view slot);

// `slot` as CanonicalSlot gives it.
std::string CanonicalValue(std::string_view slot, std::string_view value);

// "dontcare", "not mentioned" and their other spellings: a value that asks for nothing.
bool AsksForNothing(std::string_view value);

// "17:05" as 1025. nullopt when the text does not begin so.
std::optional<int> MinutesOf(std::string_view time);

}  // namespace godel::multiwoz
