// SPDX-License-Identifier: MIT
// What a GPU would train with, held against the loops of the CPU, on the CPU and on a device that is as strict as a
// GPU. (training_golden_test.cc holds both against transformers.)
#include <gtest/gtest.h>

#include <cstdio>
#include <optional>
#include <ostream>

#include "godel/train/adamw_update.h"
#include "godel/train/checkpoint_folder.h"
#include "godel/train/device.h"
#include "godel/train/kernels.h"
#include "godel/train/optimizer.h"
#include "godel/train/train_on.h"
#include "support/golden.h"
#include "train/small_run.h"
#include "train/small_t5.h"
#include "train_on_device/second_device.h"

namespace godel::train {
namespace {

using testing::second_device::kSecondDevice;

// None where libtorch was built for CUDA and sees no GPU: such a libtorch takes every device for CUDA's.
std::optional<at::Device> OtherDevice() {
#ifdef LIBTORCH_HAS_CUDA
  const at::Device device = DeviceFor(DeviceChoice::kGpuIfThere, 0);
  return device.is_cpu() ? std::nullopt : std::optional(device);
#else
  return kSecondDevice;
#endif
}
constexpr const char* kNoDevice = "libtorch is one for CUDA, and there is no GPU";

T5Config GatedConfig() {
  T5Config config = SmallConfig();
  config.gated = true;
  config.activation = FeedForwardActivation::kGeluNew;
  return config;
}

TokenBatch TwoPairs() {
  return BatchOf({{Sequence(9, 1), Sequence(6, 2)}, {Sequence(5, 4), Sequence(13, 9)}});
}

// With all that can be dropped dropped, so that every place must draw the same.
constexpr ForwardOptions kForward{.dropout_rate = 0.2,
                                  .neftune_noise_alpha = 3,
                                  .seed = 7,
                                  .forward = 3,
                                  .loss = {.label_smoothing = 0.1, .gradient_scale = 0.5}};

struct Case {
  const char* name;
  T5Config config;
  TrainableOptions options;
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }
};

class BothKernels : public ::testing::TestWithParam<Case> {};

// The same sums in another order: f32 keeps 7 digits, and sums of 50 sums of 64 products lose two of them. bf16 rounds
// where it stores, which the two do at other places: neither may be further from f32 than the other, but for chance.
TEST_P(BothKernels, DropTheSameAndGiveTheSameGradients) {
  const auto run = [&](const Kernels& kernels, at::ScalarType compute) {
    TrainableOptions options = GetParam().options;
    options.kernels = &kernels;
    options.placement.compute = compute;
    TrainableT5 model = SmallModel(options, GetParam().config);
    // An adapter's B is zero at first, and A would get no gradient.
    if (!options.lora.target_modules.empty()) model.trained().values().add_(0.05);
    model.trained().RefreshCompute();
    const double loss = model.AccumulateGradients(TwoPairs(), kForward).sum;
    return std::pair(loss, model.trained().gradients());
  };
  const at::ScalarType compute = GetParam().options.placement.compute;
  const auto [loss, gradients] = run(FusedKernels(), at::kFloat);
  const auto [loss_by_operators, by_operators] = run(OperatorKernels(), compute);
  const auto error_of = [&, exact = gradients](const at::Tensor& x) {
    return (x - exact).norm().item<double>() / exact.norm().item<double>();
  };
  if (compute == at::kFloat) {
    EXPECT_NEAR(loss_by_operators / loss, 1.0, 1e-6);
    EXPECT_LT(error_of(by_operators), 1e-5);
    return;
  }
  const auto [loss_by_loops, by_loops] = run(FusedKernels(), compute);
  EXPECT_NEAR(loss_by_operators / loss, 1.0, 5e-3);
  EXPECT_LT(error_of(by_operators), 1.5 * error_of(by_loops));
}

// Steps on a device of their own: nothing is left on the CPU, no address is read, and the numbers are the operators'. A
// GPU adds up in another order; of its numbers two or three digits of the loss are asked, as of bf16's above.
TEST_P(BothKernels, GiveTheSameOnAnotherDevice) {
  const auto other = OtherDevice();
  if (!other) GTEST_SKIP() << kNoDevice;
  const auto run = [](at::Device device) {
    TrainableOptions options = GetParam().options;
    options.placement.device = device;
    options.kernels = &OperatorKernels();
    TrainableT5 model = SmallModel(options, GetParam().config);
    const auto optimizer = MakeAdafactor(model.trained(), {});
    for (size_t step = 0; step < 2; ++step) {
      model.trained().ZeroGradients();
      model.AccumulateGradients(TwoPairs(), kForward);
      optimizer->Step(&model.trained(), {0.1, 0.5});
    }
    EXPECT_EQ(model.Logits(TwoPairs()).device(), device);
    return std::pair(model.Loss(TwoPairs()).sum, model.trained().values().cpu());
  };
  const auto [loss, values] = run(at::kCPU);
  const auto [loss_there, values_there] = run(*other);
  EXPECT_NEAR(loss_there / loss, 1.0, 5e-3);
  if (other->is_cuda()) return;
  EXPECT_EQ(loss_there, loss);
  EXPECT_TRUE(at::equal(values_there, values));
}

INSTANTIATE_TEST_SUITE_P(Models, BothKernels,
                         ::testing::Values(Case{"relu", SmallConfig(), {}}, Case{"gated", GatedConfig(), {}},
                                           Case{"bf16", SmallConfig(), {.placement = {.compute = at::kBFloat16}}},
                                           Case{"gated_bf16", GatedConfig(), {.placement = {.compute = at::kBFloat16}}},
                                           Case{"recomputed", SmallConfig(), {.recompute_layers = true}},
                                           Case{
                                               "lora",
                                               SmallConfig(),
                                               {.lora = {.target_modules = {"q", "v", "wo"}, .r = 4, .dropout = 0.3}}}),
                         [](const auto& tested) { return tested.param.name; });

TEST(SecondDevice, RefusesWhatAGpuWould) {
  const at::Tensor there = at::ones({2, 3}, at::TensorOptions(kSecondDevice));
  EXPECT_EQ((there + there).cpu().sum().item<float>(), 12);
  EXPECT_ANY_THROW(there + at::ones({2, 3}));
  EXPECT_ANY_THROW(there.index_select(0, at::zeros({1}, at::kLong)));
  EXPECT_DEATH(std::printf("%f", static_cast<double>(*there.data_ptr<float>())), "");
}

class OnAnotherDevice : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto other = OtherDevice();
    if (!other) GTEST_SKIP() << kNoDevice;
    device_ = *other;
  }
  at::Device device_ = at::kCPU;
};

TEST_F(OnAnotherDevice, GradientsAreClipped) {
  TrainableT5 here = SmallModel(), there = SmallModel({.placement = {.device = device_}});
  here.trained().gradients().fill_(0.5);
  there.trained().gradients().fill_(0.5);
  // Both sums are of doubles.
  EXPECT_NEAR(ClipNorm(there.trained(), 1.0).norm / ClipNorm(here.trained(), 1.0).norm, 1.0, 1e-6);
}

// What is saved on one device goes on on another one.
TEST_F(OnAnotherDevice, CheckpointsGoOnOnTheCpuAndTheOtherWayRound) {
  const testing::TempDir dir;
  const auto folder = testing::ModelsDir() / "godel-mini";
  RunState state;
  const auto model_on = [](at::Device device) { return SmallModel({.placement = {.device = device}}); };
  TrainableT5 there = model_on(device_);
  const auto optimizer = MakeAdamW(there.trained(), {});
  there.AccumulateGradients(TwoPairs(), kForward);
  optimizer->Step(&there.trained(), {0.1});
  const auto saved = SaveCheckpoint(there, *optimizer, state, folder, dir.path());
  ASSERT_TRUE(saved) << saved.error().message;
  for (const at::Device device : {at::Device(at::kCPU), device_}) {
    TrainableT5 model = model_on(device);
    const auto resumed = MakeAdamW(model.trained(), {});
    const Status loaded = LoadCheckpoint(*saved, &model, resumed.get(), &state);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(at::equal(model.trained().values().cpu(), there.trained().values().cpu()));
    for (size_t i = 0; i < resumed->State().size(); ++i)
      EXPECT_TRUE(at::equal(resumed->State()[i].second.cpu(), optimizer->State()[i].second.cpu()));
  }
}

// Losses of eight steps from one start: what f32 loses in a step, 1e-6, grows with each.
TEST_F(OnAnotherDevice, AWholeRunTakesTheCpusSteps) {
  const testing::TempDir dir;
  for (const bool lora : {false, true}) {
    const auto run = [&](at::Device device, const std::string& output, const std::string& resume) {
      TrainingArguments arguments = SmallRun(dir, output);
      arguments.data.validation_file = arguments.data.train_file[0].path;
      arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
      arguments.evaluation.eval_steps = 4;
      arguments.checkpoints.average_checkpoints = lora ? 0 : 2;
      arguments.checkpoints.resume_from_checkpoint = resume;
      arguments.lora.use_lora = arguments.lora.lora_merge = lora;
      auto result = TrainOn(device, arguments, {}, {});
      EXPECT_TRUE(result) << result.error().message;
      return result ? result->log.log_history : std::vector<LogEntry>{};
    };
    const std::string name = lora ? "lora" : "whole";
    const auto here = run(at::kCPU, name + "-here", ""), there = run(device_, name + "-there", "");
    const auto resumed = run(device_, name + "-resumed", (dir.path() / (name + "-here/checkpoint-4")).string());
    ASSERT_EQ(there.size(), here.size());
    ASSERT_EQ(resumed.size(), here.size());
    for (size_t i = 0; i < here.size(); ++i) {
      EXPECT_EQ(there[i].loss.has_value(), here[i].loss.has_value());
      if (here[i].loss) {
        EXPECT_NEAR(*there[i].loss, *here[i].loss, 1e-4) << i;
        EXPECT_NEAR(*resumed[i].loss, *here[i].loss, 1e-4) << i;
      }
      for (const auto& [metric, value] : here[i].metrics) {
        if (metric == "eval_loss") {
          EXPECT_NEAR(there[i].metrics.at(metric), value, 1e-4);
        }
      }
    }
  }
}

// The loop computes in f32 with fused multiplications where the CPU has them: a unit in the last place of the moments.
TEST(OperatorKernels, AdamWTakesTheLoopsSteps) {
  const AdamWConstants c{.beta1 = 0.9F,
                         .beta2 = 0.98F,
                         .step_size = 0.02F,
                         .inverse_correction = 1.7F,
                         .epsilon = 1e-8F,
                         .decay = 0.99F,
                         .gradient_factor = 0.6F};
  const auto start = [] {
    const at::Tensor x = at::arange(-50, 50, at::kFloat);
    return AdamWTensors{x * 0.01, (x + 3).sin(), (x * 2).cos(), x.square() * 1e-4};
  };
  const AdamWTensors by_loop = start(), by_operators = start();
  UpdateByAdamW(by_loop, c);
  UpdateByAdamWOperators(by_operators, c);
  EXPECT_TRUE(at::allclose(by_operators.mean, by_loop.mean, 1e-6, 1e-7));
  EXPECT_TRUE(at::allclose(by_operators.variance, by_loop.variance, 1e-6, 1e-9));
  EXPECT_TRUE(at::allclose(by_operators.value, by_loop.value, 1e-5, 1e-7));
  EXPECT_FALSE(at::allclose(by_loop.value, start().value, 1e-3, 1e-3));
}

TEST(Device, NumbersGoThroughACopyWhereTheDeviceIsNotTheCpu) {
  const at::Tensor here = at::zeros({2, 2});
  FillOnCpu(here, [](std::span<float> values) { values[3] = 5; });
  EXPECT_EQ(here[1][1].item<float>(), 5);
  size_t seen = 0;
  FillOnCpu(at::zeros({3}, at::TensorOptions(at::kMeta).dtype(at::kFloat)),
            [&](std::span<float> values) { seen = values.size(); });
  EXPECT_EQ(seen, 3U);
}

TEST(Device, UseCpuIsHeeded) {
  EXPECT_TRUE(DeviceFor(DeviceChoice::kCpu, 0).is_cpu());
  EXPECT_TRUE(KernelsOf(at::kCPU).attend == FusedKernels().attend);
  EXPECT_TRUE(KernelsOf(at::kMeta).attend == OperatorKernels().attend);
}

}  // namespace
}  // namespace godel::train
