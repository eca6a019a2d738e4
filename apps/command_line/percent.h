// SPDX-License-Identifier: MIT
// A part of a whole in percent, as reports print it.
#pragma once
#include <cstddef>

namespace godel::apps {

inline double Percent(size_t part, size_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace godel::apps
