// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>

namespace godel {

inline constexpr size_t kCacheLine = 64;  // bytes: of every CPU that there are kernels for

}  // namespace godel
