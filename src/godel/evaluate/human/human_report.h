// SPDX-License-Identifier: MIT
// A study's results as lines, as JSON and as a page.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "godel/evaluate/human/human_results.h"

namespace godel {

std::string HumanTable(const HumanStudy& study, const HumanAnswers& answers, const HumanResults& results);

// NaN becomes null.
nlohmann::ordered_json HumanJson(const HumanStudy& study, const HumanAnswers& answers, const HumanResults& results);

std::string HumanReport(const HumanStudy& study, const HumanAnswers& answers, const HumanResults& results);

}  // namespace godel
