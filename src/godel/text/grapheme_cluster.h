// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <string_view>

namespace godel {

// Bytes of the extended grapheme cluster (UAX #29) that starts at `at`, a cluster boundary of the valid `text`.
size_t GraphemeClusterBytes(std::string_view text, size_t at);

}  // namespace godel
