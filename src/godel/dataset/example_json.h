// SPDX-License-Identifier: MIT
// An example as a row of a data file and back. Format: docs/data.md.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/dataset/example.h"

namespace godel {

struct ColumnNames {
  std::string context = "Context";
  std::string knowledge = "Knowledge";  // may be absent
  std::string response = "Response";
  std::string instruction = "Instruction";  // may be absent
  std::string dialog = "Dialog";            // may be absent
  std::string turn = "Turn";                // may be absent; what is no whole number counts as that
};

// `row` is an object. Context is a text of turns with the word EOS between them, or an array of turns. White space
// around turns and texts goes; turns without anything else too. Error: kBadData, naming the column, when one is absent
// or of another type, or when no context or response is left.
Result<Example> ParseExample(const Json& row, const ColumnNames& columns = {});

// The row in the canonical columns, without a line's end. Context is one text, as everybody reads it, unless that would
// be cut elsewhere than between the turns. Parsed again it gives the same example, if the example was parsed itself.
std::string ExampleRow(const Example& example);

// Cuts at EOS where it is a word, between white space; "VIDEOS" and "EOS." are none. Turns are trimmed, empty ones left
// out.
std::vector<std::string> SplitTurns(std::string_view text);

// Joined by " EOS ".
std::string JoinTurns(const std::vector<std::string>& turns);

// Without ASCII white space around it.
std::string_view TrimSpace(std::string_view text);

}  // namespace godel
