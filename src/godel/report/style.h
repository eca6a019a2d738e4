// SPDX-License-Identifier: MIT
// The looks of every page, in one place.
#pragma once
#include <string_view>

namespace godel {

std::string_view PageStyle();

}  // namespace godel
