// SPDX-License-Identifier: MIT
// What stands in a delexicalised text for a value: "[hotel_name]", "[value_area]", "[phone]".
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace godel::multiwoz {

// What all spellings of a placeholder come down to, as in the standardised evaluation.
enum class SlotKind {
  kAddress,
  kArea,
  kCount,  // of people, nights, stars, venues
  kDay,
  kDepartment,
  kFood,
  kId,  // of a venue in the database
  kInternet,
  kName,
  kOpen,
  kParking,
  kPhone,
  kPlace,  // where a train or taxi leaves or goes
  kPostcode,
  kPrice,
  kReference,
  kTime,
  kTrainId,
  kType,
};

// "NAME", "POST", "TRAINID": words that no lower-cased text has.
std::string_view KindWord(SlotKind kind);

struct Placeholder {
  size_t begin = 0;                   // of the "[" in the text
  size_t end = 0;                     // behind the "]"
  std::string name = {};              // between them, lower case
  std::string domain = {};            // "" when the name begins with none
  std::string slot = {};              // the name without "hotel_" or "value_"
  std::optional<SlotKind> kind = {};  // nullopt for a name that means nothing here
};

// The first placeholder at or behind `from`: letters, digits, white space and "_" in square brackets.
std::optional<Placeholder> FindPlaceholder(std::string_view text, size_t from);

// A placeholder's name, or what dialog acts call a slot ("addr", "ref", "dest").
std::optional<SlotKind> KindOf(std::string_view slot);

// "[hotel_name]" for what identifies or contacts a venue, "[value_area]" for all else; empty when `slot` means nothing.
std::string PlaceholderFor(std::string_view domain, std::string_view slot);

}  // namespace godel::multiwoz
