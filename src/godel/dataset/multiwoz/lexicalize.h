// SPDX-License-Identifier: MIT
// Placeholders of a reply to what they stand for: from the user's wishes, the venues that meet them, and the booking.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "godel/dataset/multiwoz/database.h"
#include "godel/dataset/multiwoz/state.h"

namespace godel::multiwoz {

struct LexicalContext {
  const DialogState& state;
  // What the talk is about, for placeholders without a domain; may be empty.
  std::string_view domain = {};
  // Booking references by domain.
  std::map<std::string, std::string, std::less<>> references = {};
};

struct Lexicalised {
  std::string text;
  std::vector<std::string> unfilled;  // names of placeholders that nothing is known for; they stay in the text
};

// A venue's placeholders come from the first venue that the state leaves; a name that is said again in one reply means
// the next one, as replies list venues so. "[value_count]" is how many venues there are, where nothing else is said to
// be counted. A value that the user does not care about is taken from the venue.
Lexicalised Lexicalize(std::string_view response, const LexicalContext& context, const Database& database);

}  // namespace godel::multiwoz
