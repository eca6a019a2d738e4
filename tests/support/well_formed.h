// SPDX-License-Identifier: MIT
// Whether markup is well formed, which a page of ours always is: HTML that is XML too.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace godel::testing {

// Empty when every tag is closed in its order, attributes are quoted and entities known; otherwise what is wrong and
// where. Inside style and script everything goes but their end.
std::string WhatIsMalformed(std::string_view markup);

// The text between all tags, entities resolved, styles and scripts left out.
std::string TextOf(std::string_view markup);

}  // namespace godel::testing
