// SPDX-License-Identifier: MIT
// What people answered: the files that the page lets them download.
#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/evaluate/human/human_study.h"

namespace godel {

inline constexpr size_t kDimensionCount = 3;

// One person's judgement of one item, in the order of Dimensions(). Likert: 1 to kLikertSteps. In pairs: 1 for A, -1
// for B, 0 for neither.
using Judgement = std::array<std::optional<double>, kDimensionCount>;

struct AnswerCounts {
  size_t files = 0;
  size_t answers = 0;        // items that count, over all annotators
  size_t partial = 0;        // of those, without some dimension
  size_t unknown_items = 0;  // items that the study has not
  size_t duplicates = 0;     // answers that a later one of the same annotator to the same item replaces
  size_t bad_values = 0;     // outside of the scale or of another type; they count as not given
  size_t bad_answers = 0;    // that are no object or name no item
};

struct HumanAnswers {
  std::vector<std::string> annotators;
  std::vector<std::map<size_t, Judgement>> judgements;  // of each annotator, by number of the item in the study
  AnswerCounts counts;
};

// Adds one file's answers. An annotator that is there already goes on; without a name the file's stands for it. Error:
// kBadData when it is no file of answers, or belongs to another study; nothing is added then.
Status AddAnswers(const Json& json, const HumanStudy& study, const std::string& file_name, HumanAnswers* answers);

// All files. Errors start with the file's name.
Result<HumanAnswers> ReadAnswers(std::span<const std::filesystem::path> files, const HumanStudy& study);

}  // namespace godel
