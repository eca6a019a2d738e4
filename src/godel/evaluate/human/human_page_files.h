// SPDX-License-Identifier: MIT
// human_page.js and human_page.css, put into the program by cmake/GodelHumanPage.cmake.
#pragma once
#include <string_view>

namespace godel {

std::string_view HumanPageScript();
std::string_view HumanPageStyle();

}  // namespace godel
