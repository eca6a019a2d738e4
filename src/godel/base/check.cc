// SPDX-License-Identifier: MIT
#include "godel/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace godel {

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "godel: internal error at %s:%d: %s does not hold. Please report it.\n", file, line, condition);
  std::abort();
}

}  // namespace godel
