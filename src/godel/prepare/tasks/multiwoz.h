// SPDX-License-Identifier: MIT
// MultiWOZ dialogs as GODEL's examples: the belief state and how many venues meet it are the knowledge.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/example.h"
#include "godel/dataset/multiwoz/database.h"
#include "godel/dataset/multiwoz/delexicalize.h"
#include "godel/dataset/multiwoz/dialog.h"

namespace godel {

enum class WozResponses {
  kDelexicalised,  // "[hotel_name] is in the [value_area]", as the benchmark wants them; so are the turns before
  kOriginal,       // as they were said
};
// "delexicalised", "original". Error: kInvalidArgument, listing them.
Result<WozResponses> ParseWozResponses(std::string_view name);

struct WozConversion {
  WozResponses responses = WozResponses::kDelexicalised;
  bool acts = false;             // "hotel-inform-choice hotel-request-area | " before each response
  size_t max_context_turns = 0;  // the last ones are kept; 0: all
  std::string instruction = {};
  const multiwoz::Database* database = nullptr;   // counts venues, where the corpus does not say how many were found
  const multiwoz::VenueValues* venues = nullptr;  // replaces values that no span marks
};

// An example an exchange whose answer is not empty: all turns up to the user's, WozKnowledge, the answer. Their dialog
// is "multiwoz/mul0003" and their turn the exchange's number.
std::vector<Example> ConvertWozDialog(const multiwoz::WozDialog& dialog, const WozConversion& options = {});

// "hotel area = north ; stars = 4 | taxi leave = 17:15 | kb more than two"; the count of venues is left out where
// `matches` is nullptr.
std::string WozKnowledge(const multiwoz::DialogState& state, const size_t* matches);

}  // namespace godel
