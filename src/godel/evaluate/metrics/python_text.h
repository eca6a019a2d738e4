// SPDX-License-Identifier: MIT
// Lower case and white space as Python's str has them, since the reference implementations of metrics are in Python.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace godel {

// str.lower() of a valid UTF-8 text, with its two special rules: İ becomes i and a dot above, and Σ at the end of a
// word becomes ς.
std::string LowerLikePython(std::string_view valid);

// str.split(): the runs between white space, which is Unicode's and the separators U+001C to U+001F. They point into
// `valid`.
std::vector<std::string_view> SplitLikePython(std::string_view valid);

// str.rstrip().
std::string_view StripRightLikePython(std::string_view valid);

}  // namespace godel
