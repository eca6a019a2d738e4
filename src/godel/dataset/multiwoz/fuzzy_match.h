// SPDX-License-Identifier: MIT
// How alike two names are when one may be part of the other.
#pragma once
#include <string_view>

namespace godel::multiwoz {

// 0 to 100, rounded: the shorter text against each stretch of the longer one that is as long, by the bytes of their
// longest common subsequence; the best stretch counts. As fuzzywuzzy's partial_ratio, which may overlook that stretch
// and say less. Only the first KB of a text counts.
int PartialRatio(std::string_view left, std::string_view right);

}  // namespace godel::multiwoz
