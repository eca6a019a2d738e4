// SPDX-License-Identifier: MIT
// What happened to examples on their way to ids; kept with the ids, so that a run that finds them made can tell it too.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/dataset/bad_rows.h"

namespace godel {

struct TokenizeCounts {
  size_t bad_rows = 0;           // of the files, that were no examples
  std::string first_bad_rows;    // "file:line: why", a line each, not all of them when there are many
  size_t examples = 0;           // read
  size_t skipped_examples = 0;   // without a pair: no response, an instruction that is too long, text that is not UTF-8
  size_t first_skipped = 0;      // which was the first of these, from 1; 0: none
  std::string why_skipped;       // that one
  size_t shortened_dialogs = 0;  // that lost turns or the beginning of the last one
  size_t dropped_turns = 0;      // of all of them
  size_t shortened_knowledge = 0;  // examples that lost knowledge
  size_t cut_responses = 0;
  size_t input_ids = 0;  // of all pairs
  size_t target_ids = 0;
};

void Count(const BadRows& rows, TokenizeCounts* counts);
// Adds what was counted of the examples that follow.
void Append(const TokenizeCounts& next, TokenizeCounts* counts);

std::string ToJson(const TokenizeCounts& counts);
// Error: kBadData.
Result<TokenizeCounts> ParseTokenizeCounts(std::string_view json);

}  // namespace godel
