// SPDX-License-Identifier: MIT
// Texts that come by flags, commands and terminals.
#pragma once
#include <string>
#include <string_view>

#include "godel/base/result.h"

namespace godel::apps {

// "@notes.txt": that file's text; "@@x": the text "@x"; anything else: itself. Invalid UTF-8 is replaced.
Result<std::string> ReadTextArgument(std::string_view argument);

// An instruction by name or as free text. Error: kInvalidArgument for one word that is no name, which is a slip of the
// keyboard rather than an instruction.
Result<std::string> ReadInstruction(std::string_view argument);

std::string_view Trim(std::string_view text);

// For terminals: control characters, which knowledge files and replies may hold, become '?'; tabs and newlines stay.
std::string Printable(std::string_view text);

// Line breaks become spaces.
std::string OneLine(std::string_view text);

}  // namespace godel::apps
