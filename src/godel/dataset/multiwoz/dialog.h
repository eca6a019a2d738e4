// SPDX-License-Identifier: MIT
// A MultiWOZ dialog as every version of the corpus comes down to.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "godel/dataset/multiwoz/state.h"

namespace godel::multiwoz {

// A stretch of a system's text that gives a slot's value.
struct Span {
  size_t begin = 0;  // bytes of the text
  size_t end = 0;
  std::string domain;  // "booking" where the corpus does not say which; lower case
  std::string slot;    // as the corpus' acts call it, lower case: "ref", "addr", "choice"
};

// What one stretch of an utterance does: "hotel-inform-choice" with "23".
struct Act {
  std::string name;  // domain-function-slot, lower case
  std::string value;
};

// The user's turn and the system's answer.
struct Exchange {
  std::string user;
  std::string system;
  DialogState state;  // what the user has asked for, after the user's turn; booking slots as "bookday"
  std::set<std::string, std::less<>> booked;  // domains whose booking has succeeded by the end of the exchange
  std::map<std::string, std::string, std::less<>> references;  // of these, by domain, where the corpus has them
  std::vector<Act> acts;                                       // of the system
  std::vector<Span> spans;                                     // of the system's text, in its order, not overlapping
  std::optional<std::string> delexicalised;  // the system's text with placeholders, where the corpus has it
  std::optional<size_t> matches;             // how many venues the corpus says were found
};

struct DomainGoal {
  SlotValues informable;                           // what the venue has to be like; values canonical
  std::set<std::string, std::less<>> requestable;  // what the user wants to hear: phone, address, postcode, reference,
                                                   // trainid; others are not scored
};
// By domain.
using Goal = std::map<std::string, DomainGoal, std::less<>>;

struct WozDialog {
  std::string id;             // lower case, without ".json": "mul0003"
  Goal goal;                  // empty where the corpus has none
  bool has_bookings = false;  // whether Exchange::booked is known
  std::vector<Exchange> exchanges;
};

// As predictions name dialogs: "MUL0003.json" is "mul0003".
std::string DialogId(std::string_view name);

// As examples name them: "multiwoz/mul0003"; and back, nullopt for a dialog of another corpus.
std::string ExampleDialog(std::string_view id);
std::optional<std::string> DialogOfExample(std::string_view name);

}  // namespace godel::multiwoz
