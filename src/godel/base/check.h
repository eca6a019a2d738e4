// SPDX-License-Identifier: MIT
// GODEL_CHECK(condition): ends the program with file and line. Only for our own mistakes; no input may reach one.
#pragma once

namespace godel {
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);
}  // namespace godel

#define GODEL_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::godel::CheckFailed(#condition, __FILE__, __LINE__))
