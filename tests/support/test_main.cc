// SPDX-License-Identifier: MIT
// The main of all test programs: gtest's, and a word when GODEL_MAX_ISA asks for an instruction set that this CPU has
// not. The library would quietly take the best one there is, and the test would prove nothing, so it counts as skipped.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "godel/base/cpu_features.h"

namespace {

constexpr int kSkipped = 77;  // SKIP_RETURN_CODE in tests/CMakeLists.txt

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (const char* forced = std::getenv("GODEL_MAX_ISA"); forced != nullptr && *forced != '\0') {
    const godel::Result<godel::Isa> isa = godel::ParseIsa(forced);
    if (!isa) {
      std::fprintf(stderr, "GODEL_MAX_ISA: %s\n", isa.error().message.c_str());
      return 1;
    }
    if (!godel::CpuSupports(*isa)) {
      std::printf("skipped: this CPU has no %s: %s\n", forced, godel::CpuDescription().c_str());
      return kSkipped;
    }
  }
  return RUN_ALL_TESTS();
}
