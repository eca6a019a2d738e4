// SPDX-License-Identifier: MIT
// The folder that a run writes is a model for everybody: its logits here are those that transformers computes from the
// same folder (tests/golden/make_written_models.py). The run takes one step with a learning rate so small that no
// weight moves, so that the folder is the same on every machine; that is checked bit by bit.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "godel/formats/checkpoint.h"
#include "godel/model/encoder_decoder.h"
#include "godel/text/tokenizer.h"
#include "godel/train/trainer.h"
#include "support/golden.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

struct WrittenModel {
  const char* name;
  const char* source;
  const char* tokenizer;
  bool has_lm_head;  // godel_tiny's file has one, too, but it is the embedding again
};

class WrittenFolder : public ::testing::TestWithParam<WrittenModel> {
 protected:
  void SetUp() override {
    TrainingArguments arguments;
    arguments.model.model_name_or_path = testing::GoldenPath(GetParam().source).string();
    arguments.model.tokenizer_name = testing::GoldenPath(GetParam().tokenizer).string();
    arguments.model.dropout_rate = 0;
    arguments.data.train_file = {
        {dir.Write("train.jsonl", R"({"Context": "hello there", "Response": "here on earth"})").string(), 1}};
    arguments.checkpoints.output_dir = (dir.path() / "written").string();
    arguments.checkpoints.save_strategy = SaveStrategy::kNo;
    arguments.batch.max_steps = 1;
    arguments.optimizer.learning_rate = 1e-30;
    arguments.schedule.lr_scheduler_type = LrSchedulerType::kConstant;
    arguments.precision.num_threads = 1;
    const auto result = Train(arguments, {});
    ASSERT_TRUE(result) << result.error().message;
    folder = result->folder;
  }

  testing::TempDir dir;
  fs::path folder;
};

TEST_P(WrittenFolder, HoldsTheBitsOfTheModel) {
  const auto source = LoadCheckpointFolder(testing::GoldenPath(GetParam().source));
  const auto written = LoadSafetensors(folder / "model.safetensors");
  ASSERT_TRUE(source && written);
  ASSERT_GT(written->tensors.size(), 40U);
  EXPECT_EQ(written->Find("lm_head.weight") != nullptr, GetParam().has_lm_head);
  for (const auto& [name, tensor] : written->tensors) {
    const StoredTensor* const original = source->Find(name);
    ASSERT_NE(original, nullptr) << name;
    ASSERT_EQ(tensor.view.shape, original->view.shape) << name;
    ASSERT_EQ(tensor.view.data.size(), original->view.data.size()) << name;
    EXPECT_EQ(std::memcmp(tensor.view.data.data(), original->view.data.data(), tensor.view.data.size()), 0) << name;
  }
}

// Both sides add up f32 products of the same weights, in other orders, so each is off by about the shift that the
// script found between f32 and f64, and their difference by twice as much; ten times it leaves room for other CPUs and
// still is below 1e-4 of the largest logit.
TEST_P(WrittenFolder, HasTheLogitsThatTransformersComputes) {
  const Json golden = testing::ReadGoldenJson("written/expected.json.gz")[GetParam().name];
  const double shift = golden["largest_shift_to_float64"], largest = golden["largest_logit"];
  const double tolerance = 10 * shift;
  ASSERT_LT(tolerance, 1e-4 * largest);

  const auto tokenizer = Tokenizer::Load(folder);
  const auto config = LoadT5Config(folder / "config.json");
  auto checkpoint = LoadCheckpointFolder(folder);
  ASSERT_TRUE(tokenizer && config && checkpoint);
  auto model = EncoderDecoder::Load(*config, std::move(*checkpoint), 1);
  ASSERT_TRUE(model) << model.error().message;
  for (const Json& expected : golden["cases"]) {
    const auto source = tokenizer->Encode(expected["input_text"].get<std::string>());
    ASSERT_TRUE(source);
    ASSERT_EQ(*source, testing::ToIds(expected["input_ids"]));
    const std::vector<TokenId> start = testing::ToIds(expected["decoder_input_ids"]);
    const std::span<const TokenId> span = *source;
    const auto cross = model->MakeCrossKv(model->Encode({&span, 1}));
    KvCache cache = model->MakeCache(1);
    const DecoderInput input{&cache, 0, cross.get(), start};
    const ConstMatrixView hidden = model->Decode({&input, 1});
    Matrix logits(hidden.rows, config->vocab_size);
    model->Logits(hidden, logits.view());
    ASSERT_EQ(logits.rows(), expected["logits"].size());
    for (size_t t = 0; t < logits.rows(); ++t) {
      double sum = 0;
      for (const float x : logits.row(t)) sum += std::exp(double{x});
      EXPECT_NEAR(std::log(sum), expected["logsumexp"][t].get<double>(), tolerance) << t;
      for (size_t i = 0; i < expected["indices"][t].size(); ++i)
        EXPECT_NEAR(logits.row(t)[expected["indices"][t][i].get<size_t>()], expected["logits"][t][i].get<double>(),
                    tolerance)
            << "position " << t << ", the largest but " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, WrittenFolder,
                         ::testing::Values(WrittenModel{"relu_tied", "godel_tiny", "godel_tiny", false},
                                           WrittenModel{"gated_untied", "training/gated_untied",
                                                        "written/gated_tokenizer", true}),
                         [](const auto& model) { return std::string(model.param.name); });

}  // namespace
}  // namespace godel::train
