// SPDX-License-Identifier: MIT
// What transformers calls clean_up_tokenization: English spacing, as in "do n't ." -> "don't.".
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace godel {

std::string CleanUpTokenization(std::string text);

// A length of `text` at which it can be cut: cleaning up both parts gives what cleaning up the whole gives, whatever
// text follows.
size_t CleanUpBoundary(std::string_view text);

}  // namespace godel
