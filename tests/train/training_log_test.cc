// SPDX-License-Identifier: MIT
#include "godel/train/training_log.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "godel/base/json.h"
#include "support/golden.h"

namespace godel::train {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

TrainingLog SmallLog() {
  TrainingLog log{.max_steps = 300, .num_train_epochs = 3, .train_batch_size = 16, .num_input_tokens_seen = 123'456};
  log.Record(
      {.step = 10, .epoch = 0.1, .loss = 4.25, .learning_rate = 3e-4, .grad_norm = 1.5, .tokens_per_second = 9e4});
  log.Record({.step = 20, .epoch = 0.2, .metrics = {{"eval_loss", 3.5}, {"eval_runtime", 2.25}}});
  EXPECT_TRUE(log.RecordIfBest(3.5, Better::kLower, "out/checkpoint-20"));
  return log;
}

void ExpectEqual(const TrainingLog& a, const TrainingLog& b) {
  EXPECT_EQ(ToJson(a), ToJson(b));
}

TEST(TrainingLog, ComesBackAsItWasSaved) {
  const testing::TempDir dir;
  const auto path = dir.path() / "trainer_state.json";
  const TrainingLog log = SmallLog();
  ASSERT_TRUE(SaveTrainingLog(log, path));
  const auto read = LoadTrainingLog(path);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->global_step, 20u);
  EXPECT_EQ(read->epoch, 0.2);
  EXPECT_EQ(read->max_steps, 300u);
  EXPECT_EQ(read->num_train_epochs, 3u);
  EXPECT_EQ(read->train_batch_size, 16u);
  EXPECT_EQ(read->num_input_tokens_seen, 123'456u);
  EXPECT_EQ(read->best_metric, 3.5);
  EXPECT_EQ(read->best_global_step, 20u);
  EXPECT_EQ(read->best_model_checkpoint, "out/checkpoint-20");
  ASSERT_EQ(read->log_history.size(), 2u);
  const LogEntry& train = read->log_history[0];
  EXPECT_EQ(train.step, 10u);
  EXPECT_EQ(train.epoch, 0.1);
  EXPECT_EQ(train.loss, 4.25);
  EXPECT_EQ(train.learning_rate, 3e-4);
  EXPECT_EQ(train.grad_norm, 1.5);
  EXPECT_EQ(train.tokens_per_second, 9e4);
  EXPECT_TRUE(train.metrics.empty());
  const LogEntry& eval = read->log_history[1];
  EXPECT_FALSE(eval.loss);
  EXPECT_EQ(eval.metrics, (std::map<std::string, double>{{"eval_loss", 3.5}, {"eval_runtime", 2.25}}));
  ExpectEqual(*read, log);
}

// transformers passes all members to the constructor of its TrainerState, which refuses names that it does not have.
TEST(TrainingLog, HasTheMembersOfTransformersAndNoOther) {
  const char* kMembers[] = {"best_global_step",
                            "best_metric",
                            "best_model_checkpoint",
                            "epoch",
                            "eval_steps",
                            "global_step",
                            "is_hyper_param_search",
                            "is_local_process_zero",
                            "is_world_process_zero",
                            "log_history",
                            "logging_steps",
                            "max_steps",
                            "num_input_tokens_seen",
                            "num_train_epochs",
                            "save_steps",
                            "stateful_callbacks",
                            "total_flos",
                            "train_batch_size",
                            "trial_name",
                            "trial_params"};
  const Json json = ToJson(SmallLog());
  EXPECT_EQ(json.size(), std::size(kMembers));
  for (const char* member : kMembers) EXPECT_TRUE(json.contains(member)) << member;
}

// The shape of what Trainer leaves: the last entry sums up the run, and TrainerControl is among the callbacks.
TEST(TrainingLog, ReadsAFileOfTransformers) {
  const auto json = ParseJson(R"({
    "best_global_step": null, "best_metric": null, "best_model_checkpoint": null, "epoch": 1.0, "eval_steps": 500,
    "global_step": 2, "is_hyper_param_search": false, "is_local_process_zero": true, "is_world_process_zero": true,
    "log_history": [
      {"epoch": 0.5, "grad_norm": 2.0, "learning_rate": 5e-05, "loss": 3.25, "step": 1},
      {"epoch": 1, "step": 2, "total_flos": 123.0, "train_loss": 3.0, "train_runtime": 1.5, "note": "no number"}],
    "logging_steps": 1.0, "max_steps": 2, "num_input_tokens_seen": 0, "num_train_epochs": 1, "save_steps": 500,
    "stateful_callbacks": {"TrainerControl": {"args": {"should_save": true}, "attributes": {}}},
    "total_flos": 123.0, "train_batch_size": 8, "trial_name": null, "trial_params": null, "of_tomorrow": [1]})");
  ASSERT_TRUE(json) << json.error().message;
  const auto log = TrainingLogFromJson(*json);
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->global_step, 2u);
  EXPECT_EQ(log->logging_steps, 1u);
  EXPECT_EQ(log->train_batch_size, 8u);
  EXPECT_FALSE(log->best_metric);
  EXPECT_FALSE(log->best_global_step);
  ASSERT_EQ(log->log_history.size(), 2u);
  EXPECT_EQ(log->log_history[0].loss, 3.25);
  EXPECT_EQ(log->log_history[1].epoch, 1.0);
  EXPECT_FALSE(log->log_history[1].loss);
  EXPECT_EQ(log->log_history[1].metrics,
            (std::map<std::string, double>{{"total_flos", 123.0}, {"train_loss", 3.0}, {"train_runtime", 1.5}}));
}

TEST(TrainingLog, TakesTheBestAndNeverWhatIsNoNumber) {
  TrainingLog log;
  log.Record({.step = 5});
  EXPECT_FALSE(log.RecordIfBest(kNotANumber, Better::kLower, "a"));
  EXPECT_FALSE(log.best_metric);
  EXPECT_TRUE(log.RecordIfBest(2.0, Better::kLower, "b"));
  log.Record({.step = 6});
  EXPECT_FALSE(log.RecordIfBest(2.0, Better::kLower, "c"));  // the earlier of two equals
  EXPECT_FALSE(log.RecordIfBest(-std::numeric_limits<double>::infinity(), Better::kLower, "c"));
  EXPECT_FALSE(log.RecordIfBest(2.5, Better::kLower, "c"));
  EXPECT_EQ(log.best_model_checkpoint, "b");
  EXPECT_EQ(log.best_global_step, 5u);
  EXPECT_TRUE(log.RecordIfBest(2.5, Better::kHigher, "d"));
  EXPECT_EQ(log.best_global_step, 6u);
}

TEST(TrainingLog, NotANumberIsNullInTheFileAndComesBack) {
  TrainingLog log;
  log.Record({.step = 1,
              .loss = kNotANumber,
              .grad_norm = std::numeric_limits<double>::infinity(),
              .metrics = {{"eval_loss", kNotANumber}}});
  const std::string text = ToJson(log).dump();
  EXPECT_NE(text.find("\"loss\":null"), std::string::npos) << text;
  const auto json = ParseJson(text);
  ASSERT_TRUE(json);
  const auto read = TrainingLogFromJson(*json);
  ASSERT_TRUE(read);
  ASSERT_TRUE(read->log_history[0].loss && read->log_history[0].grad_norm);
  EXPECT_TRUE(std::isnan(*read->log_history[0].loss));
  EXPECT_TRUE(std::isnan(*read->log_history[0].grad_norm));
  EXPECT_TRUE(std::isnan(read->log_history[0].metrics.at("eval_loss")));
  EXPECT_FALSE(read->log_history[0].learning_rate);
}

TEST(TrainingLog, NamesTheMemberThatIsWrong) {
  const struct {
    const char* json;
    const char* expected;
  } kCases[] = {
      {"[]", "expected an object, found an array"},
      {R"({"global_step": "x"})", "global_step: expected a whole number"},
      {R"({"global_step": -1})", "global_step: expected a whole number"},
      {R"({"max_steps": 1.5})", "max_steps: expected a whole number"},
      {R"({"max_steps": 1e300})", "max_steps: expected a whole number"},
      {R"({"train_batch_size": []})", "train_batch_size: expected"},
      {R"({"epoch": true})", "epoch: expected a number"},
      {R"({"best_model_checkpoint": 7})", "best_model_checkpoint: expected a string"},
      {R"({"log_history": {}})", "log_history: expected an array"},
      {R"({"log_history": [7]})", "log_history[0]: expected an object"},
      {R"({"log_history": [{"step": 1}, {"loss": 1.0}]})", "log_history[1]: step: expected"},
      {R"({"log_history": [{"step": 1, "loss": "low"}]})", "log_history[0]: loss: expected a number, found \"low\""},
      {R"({"log_history": [{"step": 1, "epoch": []}]})", "log_history[0]: epoch: expected a number"},
  };
  for (const auto& [text, expected] : kCases) {
    const auto json = ParseJson(text);
    ASSERT_TRUE(json) << text;
    const auto log = TrainingLogFromJson(*json);
    ASSERT_FALSE(log) << text;
    EXPECT_EQ(static_cast<int>(log.error().code), static_cast<int>(ErrorCode::kBadData));
    EXPECT_NE(log.error().message.find(expected), std::string::npos) << log.error().message;
  }
}

TEST(TrainingLog, ErrorsNameTheFile) {
  const testing::TempDir dir;
  const auto path = dir.Write("trainer_state.json", R"({"epoch": "x"})");
  const auto log = LoadTrainingLog(path);
  ASSERT_FALSE(log);
  EXPECT_NE(log.error().message.find(path.string()), std::string::npos) << log.error().message;
  const auto missing = LoadTrainingLog(dir.path() / "none.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(static_cast<int>(missing.error().code), static_cast<int>(ErrorCode::kNotFound));
}

}  // namespace
}  // namespace godel::train
