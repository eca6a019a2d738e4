// SPDX-License-Identifier: MIT
// The embedding's own share of the learning rate.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "godel/train/optimizer.h"

namespace godel::train {
namespace {

// How far one step moves the embedding and another matrix of the same values and gradients.
std::array<float, 2> Moved(std::unique_ptr<Optimizer> (*make)(const ParameterSet&), double embedding_factor) {
  ParameterSet parameters({{"shared.weight", {2, 2}}, {"other.weight", {2, 2}}}, Training::kTrained, Placement{});
  float* const values = parameters.values().data_ptr<float>();
  std::fill(values, values + 8, 0.5F);
  std::fill(parameters.gradients().data_ptr<float>(), parameters.gradients().data_ptr<float>() + 8, 0.25F);
  make(parameters)->Step(&parameters, {.learning_rate = 0.01, .embedding_factor = embedding_factor});
  return {std::fabs(values[0] - 0.5F), std::fabs(values[4] - 0.5F)};
}

std::unique_ptr<Optimizer> PlainAdamW(const ParameterSet& parameters) {
  return MakeAdamW(parameters, {.weight_decay = 0.1});
}
std::unique_ptr<Optimizer> ScaledAdafactor(const ParameterSet& parameters) {
  return MakeAdafactor(parameters, {.weight_decay = 0.1, .scale_parameter = true});
}

TEST(EmbeddingFactor, IsOfTheStepAndOfTheDecay) {
  for (const auto make : {PlainAdamW, ScaledAdafactor}) {
    const auto whole = Moved(make, 1), half = Moved(make, 0.5), none = Moved(make, 0);
    EXPECT_GT(whole[0], 0.001F);
    EXPECT_FLOAT_EQ(whole[0], whole[1]);
    EXPECT_NEAR(half[0], whole[0] / 2, 1e-5F);  // decay and step are multiplied, of the order of rate^2
    EXPECT_FLOAT_EQ(half[1], whole[1]);
    EXPECT_EQ(none[0], 0);
    EXPECT_FLOAT_EQ(none[1], whole[1]);
  }
}

}  // namespace
}  // namespace godel::train
