// SPDX-License-Identifier: MIT
// Lists that people write: words, subreddits, domains, hashes, one a line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"

namespace godel {

// The lines of a file, plain or compressed, without the white space around them. Blank lines and those that begin with
// "#" are left out. Error: as LineSource's; kBadData for a line above a kilobyte, as in a file that is no such list.
Result<std::vector<std::string>> ReadListFile(const std::string& path);

}  // namespace godel
