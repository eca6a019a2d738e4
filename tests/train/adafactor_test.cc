// SPDX-License-Identifier: MIT
// The step sizes that Adafactor can choose itself, beside transformers 4.57.6's. (Whole runs: training_golden_test.cc.)
#include <gtest/gtest.h>

#include <array>

#include "godel/train/optimizer.h"

namespace godel::train {
namespace {

// Three steps of a matrix [2, 3] and a vector [2] with gradients that grow.
std::vector<float> AfterThreeSteps(const AdafactorOptions& options, double learning_rate) {
  ParameterSet parameters({{"w", {2, 3}}, {"b", {2}}}, Training::kTrained, Placement{});
  const std::array start = {0.5F, -0.25F, 1.0F, 0.1F, 0.2F, -0.3F, 1.0F, -2.0F};
  float* const values = parameters.values().data_ptr<float>();
  std::copy(start.begin(), start.end(), values);
  const auto optimizer = MakeAdafactor(parameters, options);
  const std::array slopes = {0.1F, 0.2F, -0.3F, 0.05F, -0.1F, 0.4F, 0.3F, -0.1F};
  for (int t = 0; t < 3; ++t) {
    const float of_matrix = static_cast<float>(t) + 1, of_vector = static_cast<float>(t) - 0.5F;
    for (size_t i = 0; i < slopes.size(); ++i)
      parameters.gradients().data_ptr<float>()[i] = slopes[i] * (i < 6 ? of_matrix : of_vector);
    optimizer->Step(&parameters, {.learning_rate = learning_rate});
  }
  return {values, values + start.size()};
}

void ExpectNear(const std::vector<float>& values, const std::array<float, 8>& expected) {
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(values[i], expected[i], 1e-6) << i;  // written with 7 digits
}

TEST(Adafactor, StepsRelativeToAParametersSize) {
  ExpectNear(AfterThreeSteps({.scale_parameter = true}, 0.01),
             {0.4806257F, -0.2693743F, 1.0129967F, 0.091273F, 0.208727F, -0.3156113F, 0.98404F, -1.98404F});
}

TEST(Adafactor, StepSizesOfItsOwn) {
  ExpectNear(AfterThreeSteps({.relative_step = true}, 123),
             {0.4607492F, -0.2892508F, 1.0263304F, 0.0823198F, 0.2176802F, -0.3316274F, 0.99F, -1.99F});
}

TEST(Adafactor, BeginsWithTinyStepsWhereAsked) {
  ExpectNear(AfterThreeSteps({.scale_parameter = true, .relative_step = true, .warmup_init = true}, 123),
             {0.4999961F, -0.2500039F, 1.0000026F, 0.0999983F, 0.2000017F, -0.3000031F, 0.9999936F, -1.9999937F});
}

}  // namespace
}  // namespace godel::train
