// SPDX-License-Identifier: MIT
// What `godel dataset inspect` has found, as a page.
#pragma once
#include <string>

#include "dataset/report.h"

namespace godel::apps {

// `title` names the files.
std::string DatasetPage(const std::string& title, const DatasetReport& report);

}  // namespace godel::apps
