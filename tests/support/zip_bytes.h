// SPDX-License-Identifier: MIT
// Zip archives made by hand, so that tests can break them where they like.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace godel::testing {

// Each file stored as it is, in this order.
std::string ZipOf(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace godel::testing
