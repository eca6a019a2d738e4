// SPDX-License-Identifier: MIT
// Losses, gradient norms and final weights of small runs against transformers and PEFT (tests/golden/README.md).
// Tolerances: the reference itself moves by 1e-6 in the loss, 2.4e-7 (relative) in the norm and 1.9e-6 in the weights
// between one and two threads, f32 and f64; the bounds are a decade above.
#include <gtest/gtest.h>

#include <cmath>

#include "godel/base/json.h"
#include "godel/formats/checkpoint.h"
#include "godel/model/t5_config.h"
#include "godel/train/kernels.h"
#include "godel/train/optimizer.h"
#include "godel/train/trainable_t5.h"
#include "support/golden.h"

namespace godel::train {
namespace {

constexpr double kLossTolerance = 1e-5, kNormTolerance = 1e-5, kWeightTolerance = 2e-5, kGradientTolerance = 1e-6;

std::filesystem::path Folder() {
  return testing::GoldenPath("training");
}

Json ReadJson(const std::string& name) {
  return testing::ReadGoldenJson("training/" + name);
}

void AddSequence(const std::vector<int>& ids, RaggedIds* out) {
  for (const int id : ids) out->ids.push_back(TokenId{id});
  out->offsets.push_back(out->ids.size());
}

// The stored batches are padded: what the mask and -100 leave out is dropped.
TokenBatch BatchOf(const Json& stored) {
  TokenBatch batch;
  for (size_t r = 0; r < stored["input_ids"].size(); ++r) {
    std::vector<int> input, target;
    for (size_t i = 0; i < stored["input_ids"][r].size(); ++i)
      if (stored["attention_mask"][r][i] == 1) input.push_back(stored["input_ids"][r][i]);
    for (const auto& id : stored["labels"][r])
      if (id != -100) target.push_back(id);
    AddSequence(input, &batch.input);
    AddSequence(target, &batch.target);
  }
  return batch;
}

TrainableT5 LoadModel(const std::string& name, const TrainableOptions& options = {}) {
  const auto config = LoadT5Config(Folder() / name / "config.json");
  const auto checkpoint = LoadCheckpointFolder(Folder() / name);
  auto model = TrainableT5::FromCheckpoint(*checkpoint, *config, options);
  EXPECT_TRUE(model) << model.error().message;
  return std::move(*model);
}

void ExpectNear(const ParameterSet& parameters, const at::Tensor& values, const Checkpoint& expected,
                double tolerance) {
  for (size_t i = 0; i < parameters.specs().size(); ++i) {
    const StoredTensor* const stored = expected.Find(parameters.specs()[i].name);
    ASSERT_NE(stored, nullptr) << parameters.specs()[i].name;
    const int64_t begin = parameters.OffsetOf(i);
    std::vector<float> wanted(static_cast<size_t>(parameters.OffsetOf(i + 1) - begin));
    ReadF32(stored->view, 0, wanted);
    for (size_t k = 0; k < wanted.size(); ++k)
      ASSERT_NEAR(values.data_ptr<float>()[begin + static_cast<int64_t>(k)], wanted[k], tolerance)
          << parameters.specs()[i].name << " [" << k << "]";
  }
}

double SmoothingOf(const Json& run) {
  return run.value("label_smoothing", 0.0);
}

std::unique_ptr<Optimizer> OptimizerOf(const Json& run, const ParameterSet& parameters) {
  if (run["optimizer"] == "Adafactor") return MakeAdafactor(parameters, {});
  return MakeAdamW(parameters, {.weight_decay = run["weight_decay"]});
}

// Makes the run's steps with its own learning rates, and compares each.
void Replay(const Json& run, TrainableT5* model) {
  const Json batches = ReadJson("batches.json");
  const auto optimizer = OptimizerOf(run, model->trained());
  const bool mean_of_means = run.contains("accumulation_loss") &&
                             run["accumulation_loss"].get<std::string>().find("own token mean") != std::string::npos;
  for (const auto& step : run["steps"]) {
    model->trained().ZeroGradients();
    std::vector<TokenBatch> micro;
    size_t tokens = 0;
    for (const size_t index : step["batches"]) {
      micro.push_back(BatchOf(batches[index]));
      tokens += micro.back().target.ids.size();
    }
    double loss = 0;
    for (const TokenBatch& batch : micro) {
      const size_t share = mean_of_means ? batch.target.ids.size() * micro.size() : tokens;
      const double scale = 1.0 / static_cast<double>(share);
      loss += scale * model->AccumulateGradients(batch, {.loss = {SmoothingOf(run), scale}}).sum;
    }
    const ClippedNorm clipped = ClipNorm(model->trained(), run["max_grad_norm"]);
    EXPECT_NEAR(loss, step["loss"].get<double>(), kLossTolerance) << step;
    EXPECT_NEAR(clipped.norm / step["grad_norm"].get<double>(), 1.0, kNormTolerance) << step;
    optimizer->Step(&model->trained(), {step["lr"], clipped.factor});
  }
}

// A run, by the loops of the CPU and by the operators that other devices use.
class TrainingGolden : public ::testing::TestWithParam<std::tuple<const char*, const Kernels& (*)()>> {};

TEST_P(TrainingGolden, StepsAreThoseOfTransformers) {
  const auto [name, kernels] = GetParam();
  const Json run = ReadJson("expected.json")["runs"][name];
  TrainableT5 model = LoadModel(run["model"], {.kernels = &kernels()});
  Replay(run, &model);
  const auto expected = LoadSafetensors(Folder() / run["final_weights"].get<std::string>());
  ASSERT_TRUE(expected) << expected.error().message;
  ExpectNear(model.trained(), model.trained().values(), *expected, kWeightTolerance);
}

INSTANTIATE_TEST_SUITE_P(
    Runs, TrainingGolden,
    ::testing::Combine(::testing::Values("relu_adamw20", "relu_adamw20_accum2_mean", "relu_adamw20_accum2_tokens",
                                         "relu_smooth5", "relu_adafactor20", "relu_adafactor20_linear", "gated_adamw5"),
                       ::testing::Values(FusedKernels, OperatorKernels)),
    [](const auto& test) {
      const bool fused = std::get<1>(test.param) == FusedKernels;
      return std::string(std::get<0>(test.param)) + (fused ? "_fused" : "_operators");
    });

TEST(TrainingGoldenLora, AdaptersAreThoseOfPeft) {
  const Json run = ReadJson("expected.json")["runs"]["lora10"];
  TrainableT5 model =
      LoadModel("relu_tied", {.lora = {.target_modules = {"q", "v"}, .r = run["r"], .alpha = run["alpha"]}});
  const auto initial = LoadSafetensors(Folder() / "lora/adapter_init.safetensors");
  ASSERT_TRUE(initial);
  ASSERT_TRUE(model.trained().Load(*initial));
  Replay(run, &model);
  const auto expected = LoadSafetensors(Folder() / "lora/adapter_model.safetensors");
  ASSERT_TRUE(expected);
  ExpectNear(model.trained(), model.trained().values(), *expected, kWeightTolerance);
  const BatchLoss after = model.Loss(BatchOf(ReadJson("batches.json")[0]));
  EXPECT_NEAR(after.sum / static_cast<double>(after.tokens), run["loss_batch0_after"].get<double>(), kLossTolerance);
}

class GoldenGradients : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(GoldenGradients, OfOneBatch) {
  TrainableT5 model = LoadModel(GetParam().first);
  const TokenBatch batch = BatchOf(ReadJson("batches.json")[0]);
  const double scale = 1.0 / static_cast<double>(batch.target.ids.size());
  model.AccumulateGradients(batch, {.loss = {.gradient_scale = scale}});
  const auto expected = LoadSafetensors(Folder() / GetParam().second);
  ASSERT_TRUE(expected);
  ExpectNear(model.trained(), model.trained().gradients(), *expected, kGradientTolerance);
}

INSTANTIATE_TEST_SUITE_P(Models, GoldenGradients,
                         ::testing::Values(std::pair("relu_tied", "relu_grads_batch0.safetensors"),
                                           std::pair("gated_untied", "gated_grads_batch0.safetensors")));

}  // namespace
}  // namespace godel::train
