// SPDX-License-Identifier: MIT
// The files that texts to be scored come in: a text a line, or JSON lines with a field that holds it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"

namespace godel {

// JSON lines by their name: .jsonl, also with .gz or .zst behind it.
bool HoldsJsonLines(std::string_view path);

// A text a line, "\r\n" or "\n" behind it; the file may be compressed, and "-" is the standard input. What is left out
// would shift all lines behind it, so nothing is. Error: as LineSource; kResourceExhausted for a line above 1 MiB.
Result<std::vector<std::string>> ReadTextLines(const std::string& path);

enum class MissingField { kIsAnError, kIsEmpty };

// The texts that `field` holds, a string or a list of strings, of each row. Error: as RowReader; kBadData, with the
// place, for what is neither, an empty list, or a row without the field.
Result<std::vector<std::vector<std::string>>> ReadTextField(const std::string& path, const std::string& field,
                                                            MissingField missing);

}  // namespace godel
