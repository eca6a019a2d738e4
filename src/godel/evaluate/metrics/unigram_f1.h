// SPDX-License-Identifier: MIT
// F1 over words, as ParlAI scores Wizard of Wikipedia: how much a reply and a reference share, order aside. Against the
// knowledge instead of a reference it is "knowledge F1", a measure of how much of it a reply uses.
#pragma once
#include <span>
#include <string_view>

#include "godel/evaluate/metrics/word_ids.h"

namespace godel {

// 2PR / (P + R) of the words, each counted as often as it stands; 0 when they share none, also when both are empty.
double UnigramF1(std::span<const std::string_view> hypothesis, std::span<const std::string_view> reference);
// The same of words as numbers.
double UnigramF1(std::span<const WordId> hypothesis, std::span<const WordId> reference);

}  // namespace godel
