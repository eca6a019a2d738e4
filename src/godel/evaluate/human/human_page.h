// SPDX-License-Identifier: MIT
// The page that people judge replies in.
#pragma once
#include <span>
#include <string>

#include "godel/base/result.h"
#include "godel/evaluate/human/human_study.h"

namespace godel {

// One file without any other: shows the items one after the other, keeps answers in the browser's localStorage, and
// downloads them as the JSON that human_answers.h reads. It holds no run's name and no reference. `runs` are those that
// the study was drawn from.
std::string HumanPage(const HumanStudy& study, std::span<const SavedRun> runs);

}  // namespace godel
