// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>

namespace godel::apps {

// The most memory that this process has had resident so far, in bytes.
size_t PeakMemoryBytes();

}  // namespace godel::apps
