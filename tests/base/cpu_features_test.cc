// SPDX-License-Identifier: MIT
#include "godel/base/cpu_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

namespace godel {
namespace {

// Sets GODEL_MAX_ISA for a scope; the suite itself may run with it set.
class MaxIsaVariable {
 public:
  explicit MaxIsaVariable(const char* value) {
    if (const char* old = std::getenv("GODEL_MAX_ISA")) old_ = old;
    if (value == nullptr)
      unsetenv("GODEL_MAX_ISA");
    else
      setenv("GODEL_MAX_ISA", value, 1);
  }
  ~MaxIsaVariable() {
    if (old_)
      setenv("GODEL_MAX_ISA", old_->c_str(), 1);
    else
      unsetenv("GODEL_MAX_ISA");
  }
  MaxIsaVariable(const MaxIsaVariable&) = delete;
  MaxIsaVariable& operator=(const MaxIsaVariable&) = delete;

 private:
  std::optional<std::string> old_;
};

TEST(CpuFeatures, NamesRoundTrip) {
  for (const Isa isa : AllIsas()) EXPECT_EQ(ParseIsa(IsaName(isa)).value(), isa);
  for (const char* bad : {"", "AVX2", "avx", "sse"}) {
    const auto result = ParseIsa(bad);
    ASSERT_FALSE(result) << bad;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(result.error().message.find("scalar, avx2, avx512"), std::string::npos);
  }
}

TEST(CpuFeatures, EachIsaIncludesTheOnesBelow) {
  EXPECT_TRUE(CpuSupports(Isa::scalar));
  for (size_t i = 1; i < AllIsas().size(); ++i)
    if (CpuSupports(AllIsas()[i])) {
      EXPECT_TRUE(CpuSupports(AllIsas()[i - 1])) << IsaName(AllIsas()[i]);
    }
}

TEST(CpuFeatures, TheVariableLowersAndNeverRaises) {
  Isa best = Isa::scalar;
  for (const Isa isa : AllIsas())
    if (CpuSupports(isa)) best = isa;
  for (const char* unset : {static_cast<const char*>(nullptr), ""}) {
    const MaxIsaVariable variable(unset);
    EXPECT_EQ(MaxIsa().value(), best);
  }
  for (const Isa limit : AllIsas()) {
    const MaxIsaVariable variable(std::string(IsaName(limit)).c_str());
    EXPECT_EQ(MaxIsa().value(), std::min(limit, best));
  }
}

TEST(CpuFeatures, AnotherWordIsAnErrorThatNamesTheVariable) {
  const MaxIsaVariable variable("fast");
  const auto result = MaxIsa();
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("GODEL_MAX_ISA"), std::string::npos);
  EXPECT_NE(result.error().message.find("'fast'"), std::string::npos);
}

TEST(CpuFeatures, TheDescriptionListsWhatRuns) {
  const std::string text = CpuDescription();
  EXPECT_NE(text.find("scalar"), std::string::npos) << text;
  EXPECT_EQ(text.find("avx512") != std::string::npos, CpuSupports(Isa::avx512)) << text;
}

}  // namespace
}  // namespace godel
