// SPDX-License-Identifier: MIT
// The trainable T5 beside the engine, beside itself under other conditions, and its gradients beside differences.
#include "godel/train/trainable_t5.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "godel/engine/engine.h"
#include "godel/formats/checkpoint.h"
#include "godel/train/checkpoint_folder.h"
#include "godel/train/neftune.h"
#include "support/golden.h"
#include "train/small_t5.h"

namespace godel::train {
namespace {

// Both compute in f32 in another order; the engine's own tolerance beside transformers is 2e-4.
TEST(TrainableT5, LossesAreTheEngines) {
  const auto folder = testing::ModelsDir() / "godel-mini";
  const auto engine = Engine::Load(folder);
  ASSERT_TRUE(engine) << engine.error().message;
  const auto checkpoint = LoadCheckpointFolder(folder);
  ASSERT_TRUE(checkpoint);
  auto model = TrainableT5::FromCheckpoint(*checkpoint, (*engine)->config(), {});
  ASSERT_TRUE(model) << model.error().message;
  for (const char* const text :
       {"Hi! Do you like football?", "When did the Sydney Opera House open? It was in 1973, I think."}) {
    const auto input = *(*engine)->tokenizer().Encode(text);
    const auto target = *(*engine)->tokenizer().Encode("I do, it is a good one.");
    const auto score = (*engine)->Score({input, target});
    ASSERT_TRUE(score);
    const BatchLoss loss = model->Loss(BatchOf({{input, target}}));
    EXPECT_NEAR(loss.sum / static_cast<double>(loss.tokens), score->loss, 2e-4);
  }
}

// An adapter that training wrote, read by the engine: both ways round, the same model.
TEST(TrainableT5, AdaptersAreTheEngines) {
  const auto folder = testing::ModelsDir() / "godel-mini";
  const auto config = LoadT5Config(folder / "config.json");
  const auto checkpoint = LoadCheckpointFolder(folder);
  ASSERT_TRUE(config && checkpoint);
  TrainableOptions options;
  options.lora = {.target_modules = {"q", "v", "wi"}, .r = 4, .alpha = 8};
  auto model = TrainableT5::FromCheckpoint(*checkpoint, *config, options);
  ASSERT_TRUE(model) << model.error().message;
  // B is zero at first, and an adapter that changes nothing proves nothing.
  model->trained().values().add_(0.02);
  model->trained().RefreshCompute();
  const testing::TempDir dir;
  ASSERT_TRUE(SaveModel(*model, folder, dir.path()));
  const auto engine = Engine::Load(folder, {.lora = {{dir.path()}}});
  ASSERT_TRUE(engine) << engine.error().message;
  const auto plain = Engine::Load(folder);
  const auto input = *(*engine)->tokenizer().Encode("Hi! Do you like football?");
  const auto target = *(*engine)->tokenizer().Encode("I do, it is a good one.");
  const auto score = (*engine)->Score({input, target});
  ASSERT_TRUE(score) << score.error().message;
  const BatchLoss loss = model->Loss(BatchOf({{input, target}}));
  EXPECT_NEAR(loss.sum / static_cast<double>(loss.tokens), score->loss, 2e-4);
  // Word by word, as the mean of what became likelier and what became less likely may be what it was.
  const auto without = (*plain)->Score({input, target});
  ASSERT_TRUE(without);
  float most = 0;
  for (size_t i = 0; i < target.size(); ++i) most = std::max(most, std::abs(without->logprobs[i] - score->logprobs[i]));
  EXPECT_GT(most, 2e-3F) << "ten times what may differ";
}

// Sequences of a batch must not see each other, whatever their lengths.
TEST(TrainableT5, ABatchIsTheSumOfItsSequences) {
  TrainableT5 model = SmallModel();
  const auto a = std::pair(Sequence(9, 1), Sequence(4, 2)), b = std::pair(Sequence(3, 5), Sequence(11, 3));
  const double together = model.Loss(BatchOf({a, b})).sum;
  EXPECT_NEAR(together, model.Loss(BatchOf({a})).sum + model.Loss(BatchOf({b})).sum, 1e-4);
}

TEST(TrainableT5, TheSameForwardDropsTheSameAndAnotherDoesNot) {
  TrainableT5 model = SmallModel();
  const TokenBatch batch = BatchOf({{Sequence(9, 1), Sequence(6, 2)}});
  const auto loss = [&](uint64_t forward) {
    return model.AccumulateGradients(batch, {.dropout_rate = 0.3, .seed = 7, .forward = forward}).sum;
  };
  EXPECT_EQ(loss(1), loss(1));
  EXPECT_NE(loss(1), loss(2));
}

// Directional derivative against a central difference, with dropout and noise: f32 losses of about 25 are good to 3e-6
// each, and the step of 1e-2 moves them by some tenths, so 2 % covers rounding and the third derivative.
TEST(TrainableT5, GradientsAreTheSlopesWithDropout) {
  TrainableT5 model = SmallModel();
  const TokenBatch batch = BatchOf({{Sequence(9, 1), Sequence(6, 2)}, {Sequence(5, 4), Sequence(3, 9)}});
  const ForwardOptions options{
      .dropout_rate = 0.2, .neftune_noise_alpha = 3, .seed = 7, .forward = 3, .loss = {.label_smoothing = 0.1}};
  model.trained().ZeroGradients();
  model.AccumulateGradients(batch, options);
  const at::Tensor gradient = model.trained().gradients().clone();
  const double norm = gradient.norm().item<double>();
  at::Tensor values = model.trained().values();
  const double step = 2e-3;
  values.add_(gradient, step / norm);
  const double above = model.AccumulateGradients(batch, options).sum;
  values.sub_(gradient, 2 * step / norm);
  const double below = model.AccumulateGradients(batch, options).sum;
  EXPECT_NEAR((above - below) / (2 * step) / norm, 1.0, 0.02);
}

// The sequences have 9 and 5 ids of 16 numbers: noise within 5 / 12 and 5 / 8.9. Of 144 draws the mean is within four
// of its deviations of zero, and the largest beyond nine tenths of the bound but once in a million.
TEST(TrainableT5, NeftunesNoiseIsUniformWithinTheBoundOfItsSequence) {
  const at::Tensor noise = NeftuneNoise({0, 9, 14}, 16, 5, 1);
  for (const auto& [first, length] : {std::pair<int64_t, int64_t>{0, 9}, {9, 5}}) {
    const at::Tensor rows = noise.narrow(0, first, length);
    const double count = static_cast<double>(rows.numel()), bound = 5 / std::sqrt(count);
    EXPECT_LE(rows.abs().max().item<double>(), bound);
    EXPECT_GT(rows.abs().max().item<double>(), 0.9 * bound);
    EXPECT_LT(std::abs(rows.mean().item<double>()), 4 * bound / std::sqrt(3 * count));
  }
  EXPECT_TRUE(at::equal(noise, NeftuneNoise({0, 9, 14}, 16, 5, 1)));
  EXPECT_FALSE(at::equal(noise, NeftuneNoise({0, 9, 14}, 16, 5, 2)));
}

TEST(TrainableT5, NeftuneMovesTheLossOfTrainingAlone) {
  TrainableT5 model = SmallModel();
  const TokenBatch batch = BatchOf({{Sequence(9, 1), Sequence(6, 2)}});
  const auto loss = [&](uint64_t forward, double alpha) {
    return model.AccumulateGradients(batch, {.neftune_noise_alpha = alpha, .seed = 7, .forward = forward}).sum;
  };
  EXPECT_EQ(loss(1, 5), loss(1, 5));
  EXPECT_NE(loss(1, 5), loss(2, 5));
  EXPECT_EQ(loss(1, 0), loss(2, 0));
  EXPECT_EQ(loss(1, 0), model.Loss(batch).sum);
}

// bf16 has 8 bits: a loss of about 4 a token keeps two or three digits.
TEST(TrainableT5, Bf16IsCloseToF32) {
  TrainableT5 exact = SmallModel(), rounded = SmallModel(at::kBFloat16);
  const TokenBatch batch = BatchOf({{Sequence(9, 1), Sequence(6, 2)}, {Sequence(5, 4), Sequence(3, 9)}});
  const BatchLoss a = exact.AccumulateGradients(batch, {}), b = rounded.AccumulateGradients(batch, {});
  EXPECT_NEAR(b.sum / a.sum, 1.0, 0.02);
  const double cosine = at::dot(exact.trained().gradients(), rounded.trained().gradients()).item<double>() /
                        exact.trained().gradients().norm().item<double>() /
                        rounded.trained().gradients().norm().item<double>();
  EXPECT_GT(cosine, 0.99);
}

}  // namespace
}  // namespace godel::train
