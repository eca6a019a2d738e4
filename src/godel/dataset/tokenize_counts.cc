// SPDX-License-Identifier: MIT
#include "godel/dataset/tokenize_counts.h"

#include <fmt/format.h>

#include <utility>

#include "godel/base/json.h"

namespace godel {
namespace {

struct Field {
  const char* name;
  size_t TokenizeCounts::*value;
};

constexpr Field kFields[] = {{"bad_rows", &TokenizeCounts::bad_rows},
                             {"examples", &TokenizeCounts::examples},
                             {"skipped_examples", &TokenizeCounts::skipped_examples},
                             {"first_skipped", &TokenizeCounts::first_skipped},
                             {"shortened_dialogs", &TokenizeCounts::shortened_dialogs},
                             {"dropped_turns", &TokenizeCounts::dropped_turns},
                             {"shortened_knowledge", &TokenizeCounts::shortened_knowledge},
                             {"cut_responses", &TokenizeCounts::cut_responses},
                             {"input_ids", &TokenizeCounts::input_ids},
                             {"target_ids", &TokenizeCounts::target_ids}};

}  // namespace

void Count(const BadRows& rows, TokenizeCounts* counts) {
  counts->bad_rows = rows.count();
  for (const BadRow& row : rows.first()) counts->first_bad_rows += ToString(row) + "\n";
}

void Append(const TokenizeCounts& next, TokenizeCounts* counts) {
  size_t first_skipped = counts->first_skipped;
  if (first_skipped == 0 && next.first_skipped > 0) {
    first_skipped = counts->examples + next.first_skipped;
    counts->why_skipped = next.why_skipped;
  }
  for (const Field& field : kFields) counts->*field.value += next.*field.value;
  counts->first_skipped = first_skipped;
  counts->first_bad_rows += next.first_bad_rows;
}

std::string ToJson(const TokenizeCounts& counts) {
  Json object = {{"why_skipped", counts.why_skipped}, {"first_bad_rows", counts.first_bad_rows}};
  for (const Field& field : kFields) object[field.name] = counts.*field.value;
  return Dump(object);
}

Result<TokenizeCounts> ParseTokenizeCounts(std::string_view json) {
  GODEL_TRY(const Json object, ParseJson(json));
  TokenizeCounts counts;
  for (const Field& field : kFields) {
    GODEL_TRY(const auto found, OptionalMember<size_t>(object, field.name));
    if (!found) return Fail(ErrorCode::kBadData, fmt::format("counts of examples: {} is missing", field.name));
    counts.*field.value = *found;
  }
  GODEL_TRY(auto why, OptionalMember<std::string>(object, "why_skipped"));
  counts.why_skipped = std::move(why).value_or("");
  GODEL_TRY(auto bad_rows, OptionalMember<std::string>(object, "first_bad_rows"));
  counts.first_bad_rows = std::move(bad_rows).value_or("");
  return counts;
}

}  // namespace godel
