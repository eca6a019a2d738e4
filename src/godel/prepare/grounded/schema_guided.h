// SPDX-License-Identifier: MIT
// Dialogs of the Schema-Guided Dialogue data set as it is published (Rastogi et al. 2020): arrays of
//   {"dialogue_id", "services", "turns": [{"speaker", "utterance", "frames": [{"service", "slots", "state"?}]}]}
// as examples whose responses name slots instead of values.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/dataset/example.h"
#include "godel/prepare/tally.h"

namespace godel {

struct SchemaGuidedOptions {
  // As GODEL's own converter: only a turn's first frame counts, so that of several services the others are not known.
  // (Its way to write slots, which takes digits of the text for slots, is not followed.)
  bool upstream_rules = false;
  // Responses and history keep "at 7 pm" instead of "at [time]".
  bool keep_values = false;
};

struct SlotSpan {
  std::string slot;
  size_t begin = 0, end = 0;  // in code points, as the data set counts; end is behind the last one
};

// "at 7 pm" with {time, 3, 7} becomes "at [time]". Of spans that overlap the longest stays, or else the first. Spans
// that are empty or reach beyond the text are left out and counted under "slots outside the text". `text` is valid
// UTF-8.
std::string Delexicalise(std::string_view text, std::vector<SlotSpan> spans, Tally* tally);

// An example for each system turn: the turns before it; "belief : restaurants city = San Jose ; time = 11:30" as the
// knowledge, services in the order in which they came up, joined by " | "; and the delexicalised turn. Turns of the
// history that are the system's are delexicalised too. The examples' dialog is "sgd/PLACE/ID", as the parts of the
// corpus number theirs alike. Error: kBadData, naming the turn (from 1) and the member; kResourceExhausted above 500
// turns.
Result<std::vector<Example>> ConvertSchemaGuided(const Json& dialog, const std::string& place,
                                                 const SchemaGuidedOptions& options, Tally* tally);

}  // namespace godel
