// SPDX-License-Identifier: MIT
// Run plainly and once with each GODEL_MAX_ISA (tests/CMakeLists.txt). Without this, the reruns of the other test
// programs could all be testing the same kernels.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "godel/base/cpu_features.h"
#include "godel/engine/engine.h"
#include "godel/kernels/packed_gemm/packed_gemm.h"
#include "support/golden.h"

namespace godel {
namespace {

// What must be active: the forced one, or else the best of this CPU.
Isa ExpectedIsa() {
  if (const char* forced = std::getenv("GODEL_MAX_ISA"); forced != nullptr && *forced != '\0') return *ParseIsa(forced);
  Isa best = Isa::scalar;
  for (Isa isa : AllIsas())
    if (CpuSupports(isa)) best = isa;
  return best;
}

TEST(ForcedIsa, IsTheLimit) {
  const Result<Isa> limit = MaxIsa();
  ASSERT_TRUE(limit) << limit.error().message;
  EXPECT_EQ(IsaName(*limit), IsaName(ExpectedIsa()));
}

// Each instruction set is there because some type of weights is multiplied faster with it.
TEST(ForcedIsa, HasItsOwnMatrixKernel) {
  std::string kernels;
  for (WeightType type : {WeightType::f32, WeightType::bf16, WeightType::int8, WeightType::q4})
    kernels += std::string(kernels::BestGemmKernel(type, ExpectedIsa()).name) + ",";
  EXPECT_NE(kernels.find("_" + std::string(IsaName(ExpectedIsa())) + ","), std::string::npos) << kernels;
}

TEST(ForcedIsa, IsWhatTheEngineRunsWith) {
  const auto engine = Engine::Load(testing::ModelsDir() / "godel-mini");
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_EQ((*engine)->isa_name(), IsaName(ExpectedIsa()));
}

}  // namespace
}  // namespace godel
