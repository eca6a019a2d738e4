// SPDX-License-Identifier: MIT
// A blind study: which replies people see, in which order, and whose they are. The last is the key, which stays with
// whoever runs the study.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/evaluate/runs/saved_run.h"

namespace godel {

enum class StudyMode {
  kLikert,    // one reply an item, each dimension from 1 to kLikertSteps
  kPairwise,  // two replies, A and B; which is better, or neither, in each dimension
};

inline constexpr int kLikertSteps = 5;

// "likert" or "pairwise". Error: kInvalidArgument, listing both.
Result<StudyMode> ParseStudyMode(std::string_view name);
std::string_view StudyModeName(StudyMode mode);

// What people judge, after GODEL's paper: what a reply is worth to who asked (extrinsic), how good it is as talk
// (intrinsic), and whether it is safe.
struct Dimension {
  std::string_view key, label, question;
};
std::span<const Dimension> Dimensions();

struct StudyItem {
  std::string id;         // "001"
  size_t prediction = 0;  // which example
  size_t a = 0, b = 0;    // runs; b only in pairs
};

struct HumanStudy {
  std::string id;  // the same for the same items and replies
  StudyMode mode = StudyMode::kLikert;
  uint64_t seed = 0;
  std::vector<std::string> runs;
  std::vector<StudyItem> items;
  size_t equal_examples = 0;  // left out, as two of the runs gave them the same reply
};

struct StudyOptions {
  StudyMode mode = StudyMode::kLikert;
  size_t items = 60;
  uint64_t seed = 1;
  // Of pairs: examples to which two runs gave the same reply, which say nothing of who is better.
  bool keeps_equal = false;
};

// Draws examples, and shows each with every run (or every pair of runs) in turn, so that each run is seen equally often
// and over the same examples: of options.items as many as that divides. The items go in rounds in which no example
// comes twice; within a pair, each run is A as often as B, up to one. Of pairs, only examples to which no two runs gave
// the same reply are drawn from, unless the options keep them. Error: kInvalidArgument with too few runs for the mode,
// runs over different data, a run without replies, fewer items than one example needs, or no example to draw from.
Result<HumanStudy> DrawStudy(std::span<const SavedRun> runs, const StudyOptions& options);

// key.json.
std::string StudyKey(const HumanStudy& study);
// Error: kBadData, naming what is wrong; for a key from elsewhere as for a broken one.
Result<HumanStudy> ReadStudyKey(const std::filesystem::path& path);
Result<HumanStudy> ParseStudyKey(const Json& json);

}  // namespace godel
