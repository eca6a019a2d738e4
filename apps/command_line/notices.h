// SPDX-License-Identifier: MIT
// What commands say beside their output.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "godel/dataset/bad_rows.h"

namespace godel::apps {

// "1 dialog", "2 dialogs".
std::string Count(size_t count, std::string_view noun);

// What was skipped, on stderr: the first ones with their places, and where those are not all how many there are.
void PrintSkippedRows(const BadRows& rows, std::string_view noun = "row");

}  // namespace godel::apps
