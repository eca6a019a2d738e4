// SPDX-License-Identifier: MIT
// Words that two texts have in the same order: longest common subsequences, which ROUGE-L is made of.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "godel/evaluate/metrics/word_ids.h"

namespace godel {

// The length of the longest. Time: a.size() * b.size() comparisons, and 1/64 of it in other steps (the bit vectors of
// Hyyrö 2004).
size_t CommonSubsequenceLength(std::span<const WordId> a, std::span<const WordId> b);

// Where one of the longest lies in `a`, ascending. Of several it is the one that a walk from both ends finds that takes
// each match it meets, and otherwise drops the last of `a` unless only dropping the last of `b` keeps the length: which
// one it is shows in ROUGE-Lsum. Time as above, memory a.size() * b.size() bits.
std::vector<size_t> CommonSubsequence(std::span<const WordId> a, std::span<const WordId> b);

}  // namespace godel
