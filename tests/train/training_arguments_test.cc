// SPDX-License-Identifier: MIT
#include "godel/train/training_arguments.h"

#include <gtest/gtest.h>

#include <set>

#include "godel/base/json.h"
#include "godel/train/absent_arguments.h"
#include "godel/train/argument_table.h"
#include "godel/train/presets.h"
#include "godel/train/resolve_arguments.h"

namespace godel::train {
namespace {

// The least that a run needs.
TrainingArguments Valid() {
  TrainingArguments arguments;
  arguments.model.model_name_or_path = "t5";
  arguments.data.train_file = {{.path = "a.jsonl"}};
  arguments.checkpoints.output_dir = "out";
  return arguments;
}

std::string Message(const Status& status) {
  return status ? "" : status.error().message;
}

Status Set(std::string_view name, const std::vector<std::string>& texts, TrainingArguments* arguments) {
  const std::vector<Argument> table = ArgumentTable(*arguments);
  const Argument* const argument = FindArgument(table, name);
  if (argument == nullptr) return UnknownArgument(table, name);
  return SetFromTexts(*argument, texts);
}

TEST(TrainingArguments, HaveTheDefaultsOfTransformers) {
  TrainingArguments arguments;
  const Json json = ToJson(arguments);
  // As printed by Seq2SeqTrainingArguments and LoraConfig; what differs there by version (report_to, output_dir) is
  // left out.
  const Json expected = Json::parse(R"({
    "num_train_epochs": 3.0, "max_steps": -1, "per_device_train_batch_size": 8, "per_device_eval_batch_size": 8,
    "gradient_accumulation_steps": 1, "learning_rate": 5e-5, "lr_scheduler_type": "linear", "warmup_steps": 0,
    "warmup_ratio": 0.0, "weight_decay": 0.0, "adam_beta1": 0.9, "adam_beta2": 0.999, "adam_epsilon": 1e-8,
    "max_grad_norm": 1.0, "optim": "adamw_torch", "bf16": false, "gradient_checkpointing": false,
    "label_smoothing_factor": 0.0, "group_by_length": false, "seed": 42, "data_seed": null, "full_determinism": false,
    "eval_strategy": "no", "save_strategy": "steps", "logging_strategy": "steps", "eval_steps": null,
    "save_steps": 500, "logging_steps": 500, "logging_first_step": false, "save_total_limit": null,
    "load_best_model_at_end": false, "greater_is_better": null, "predict_with_generate": false,
    "generation_max_length": null, "generation_num_beams": null, "ddp_timeout": 1800, "lora_r": 8, "lora_alpha": 8.0,
    "lora_dropout": 0.0, "lora_target_modules": ["q", "v"], "adafactor_clip_threshold": 1.0,
    "adafactor_decay_rate": -0.8, "adafactor_eps1": 1e-30, "adafactor_eps2": 1e-3, "adafactor_scale_parameter": false,
    "adafactor_relative_step": false, "adafactor_warmup_init": false, "max_target_length": 128})");
  for (const auto& [name, value] : expected.items()) EXPECT_EQ(json.at(name), value) << name;
}

TEST(ArgumentTable, DescribesEachArgumentOnce) {
  TrainingArguments arguments;
  std::set<std::string_view> names, helps;
  for (const Argument& argument : ArgumentTable(arguments)) {
    EXPECT_TRUE(names.insert(argument.name).second) << argument.name;
    EXPECT_TRUE(argument.alias.empty() || names.insert(argument.alias).second) << argument.alias;
    EXPECT_FALSE(argument.help.empty() || argument.group.empty() || argument.type.empty()) << argument.name;
    EXPECT_EQ(argument.name.find('-'), std::string_view::npos) << argument.name;
  }
}

// Sets each argument, by what its default is, to something else: a row that sets one field and reads another, or two
// rows with one field, would not come back.
TEST(ArgumentTable, ReadsBackWhatItSets) {
  TrainingArguments arguments, expected;
  const std::vector<Argument> table = ArgumentTable(arguments);
  Json changed = Json::object();
  size_t number = 1000;
  for (const Argument& argument : table) {
    Json value = argument.get();
    const std::string name(argument.name);
    if (argument.kind == ArgumentKind::kFlag) {
      value = value != true;
    } else if (argument.kind == ArgumentKind::kNumber) {
      value = ++number;
    } else if (name == "train_file") {
      value = Json::parse(R"([{"path": "a:1", "weight": 0.5}, {"path": "b", "weight": 2.0}])");
    } else if (argument.kind == ArgumentKind::kList) {
      value = {name};
    } else if (const size_t bar = argument.type.rfind('|');
               bar != std::string::npos && name != "resume_from_checkpoint") {
      const std::string last = argument.type.substr(bar + 1);
      value = value == last ? argument.type.substr(0, argument.type.find('|')) : last;
    } else {
      value = name;
    }
    changed[name] = value;
    const Status set = SetFromJson(argument, value);
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_EQ(argument.get(), value) << name;
  }
  EXPECT_EQ(ToJson(arguments), changed);

  const Status applied = ApplyJson(changed, &expected);
  ASSERT_TRUE(applied) << applied.error().message;
  EXPECT_EQ(arguments, expected);
  EXPECT_NE(arguments, TrainingArguments());
}

TEST(ArgumentTable, TakesFlagsTexts) {
  TrainingArguments arguments;
  const auto set = [&](std::string_view name, const std::vector<std::string>& texts) {
    const Status status = Set(name, texts, &arguments);
    EXPECT_TRUE(status) << status.error().message;
  };
  set("num-train-epochs", {"2.5"});
  set("learning_rate", {"1e-3"});
  set("max_steps", {"-1"});
  set("adam_beta1", {".5"});
  set("seed", {"18446744073709551615"});
  set("bf16", {});
  set("gradient_checkpointing", {""});
  set("use_lora", {"True"});
  set("group_by_length", {"false"});
  set("greater_is_better", {"false"});
  set("optim", {"adafactor"});
  set("prompt_format", {"v1.0"});
  set("lora_target_modules", {"q, k", "wo"});
  set("train_file", {"a.jsonl", "b.jsonl:0.25", "c:d"});
  set("eval_steps", {"10"});
  set("save_total_limit", {"none"});
  set("num_warmup_steps", {"7"});
  set("output-dir", {"123"});
  set("resume_from_checkpoint", {"true"});
  EXPECT_EQ(arguments.batch.num_train_epochs, 2.5);
  EXPECT_EQ(arguments.optimizer.learning_rate, 1e-3);
  EXPECT_EQ(arguments.batch.max_steps, -1);
  EXPECT_EQ(arguments.optimizer.adam_beta1, 0.5);
  EXPECT_EQ(arguments.seeds.seed, 18446744073709551615u);
  EXPECT_TRUE(arguments.precision.bf16);
  EXPECT_TRUE(arguments.precision.gradient_checkpointing);
  EXPECT_TRUE(arguments.lora.use_lora);
  EXPECT_EQ(arguments.evaluation.greater_is_better, false);
  EXPECT_EQ(arguments.optimizer.optim, OptimizerType::kAdafactor);
  EXPECT_EQ(arguments.data.prompt_format, PromptFormat::kV10);
  EXPECT_EQ(arguments.lora.lora_target_modules, (std::vector<std::string>{"q", "k", "wo"}));
  EXPECT_EQ(arguments.data.train_file,
            (std::vector<TrainFile>{{.path = "a.jsonl"}, {.path = "b.jsonl", .weight = 0.25}, {.path = "c:d"}}));
  EXPECT_EQ(arguments.evaluation.eval_steps, 10u);
  EXPECT_EQ(arguments.checkpoints.save_total_limit, std::nullopt);
  EXPECT_EQ(arguments.schedule.warmup_steps, 7u);
  EXPECT_EQ(arguments.checkpoints.output_dir, "123");
  EXPECT_EQ(arguments.checkpoints.resume_from_checkpoint, kLastCheckpoint);
  set("resume_from_checkpoint", {"out/checkpoint-5"});
  EXPECT_EQ(arguments.checkpoints.resume_from_checkpoint, "out/checkpoint-5");
  set("resume_from_checkpoint", {"false"});
  EXPECT_EQ(arguments.checkpoints.resume_from_checkpoint, "");
}

TEST(ArgumentTable, RefusesOtherTypesByName) {
  TrainingArguments arguments;
  const auto refusal = [&](std::string_view name, const std::vector<std::string>& texts) {
    return Message(Set(name, texts, &arguments));
  };
  EXPECT_EQ(refusal("max_source_length", {"1.5"}), "max_source_length: expected a whole number, 0 or above, found 1.5");
  EXPECT_EQ(refusal("max_source_length", {"-1"}), "max_source_length: expected a whole number, 0 or above, found -1");
  EXPECT_EQ(refusal("learning_rate", {"fast"}), "learning_rate: expected a number, found \"fast\"");
  EXPECT_EQ(refusal("learning_rate", {"nan"}), "learning_rate: expected a number, found \"nan\"");
  EXPECT_EQ(refusal("learning_rate", {"1e999"}), "learning_rate: expected a number, found \"1e999\"");
  EXPECT_EQ(refusal("learning_rate", {""}), "learning_rate: expected a number, found \"\"");
  EXPECT_EQ(refusal("learning_rate", {"none"}), "learning_rate: expected a number, found null");
  EXPECT_EQ(refusal("bf16", {"yes"}), "bf16: expected true or false, found \"yes\"");
  EXPECT_EQ(refusal("seed", {"18446744073709551616"}),
            "seed: expected a whole number, 0 or above, found 1.8446744073709552e+19");
  EXPECT_EQ(refusal("eval_strategy", {"often"}), "eval_strategy: expected one of no, steps, epoch, found \"often\"");
  EXPECT_EQ(refusal("logging_strategy", {"best"}),
            "logging_strategy: expected one of no, steps, epoch, found \"best\"");
  EXPECT_EQ(refusal("seed", {"1", "2"}), "seed: expected one value, found 2");
  EXPECT_EQ(refusal("output_dir", {"\xff"}), "output_dir: expected UTF-8");
  EXPECT_EQ(arguments, TrainingArguments());
}

TEST(ArgumentTable, NamesTheNearestForAnUnknownOne) {
  TrainingArguments arguments;
  EXPECT_EQ(Message(Set("learning_rte", {"1"}, &arguments)),
            "unknown argument \"learning_rte\"; did you mean \"learning_rate\"?");
  EXPECT_EQ(Message(Set("bf", {}, &arguments)), "unknown argument \"bf\"; did you mean \"bf16\"?");
  EXPECT_EQ(Message(Set("xyzzy", {}, &arguments)), "unknown argument \"xyzzy\"; --help lists all");
  // What scripts for transformers have and this does not.
  EXPECT_EQ(Message(Set("do_train", {}, &arguments)),
            "do_train: not an argument here; it trains, and evaluates as eval_strategy says; leave it out");
  for (const Argument& argument : ArgumentTable(arguments)) EXPECT_FALSE(InPlaceOf(argument.name)) << argument.name;
  // Long names cost nothing: no comparison is made.
  EXPECT_NE(Message(Set(std::string(1 << 20, 'x'), {}, &arguments)), "");
}

TEST(ArgumentTable, MakesDocsOfAllArguments) {
  TrainingArguments arguments;
  const std::string docs = ArgumentDocs();
  for (const Argument& argument : ArgumentTable(arguments))
    EXPECT_NE(docs.find("| `" + std::string(argument.name) + "`"), std::string::npos) << argument.name;
  EXPECT_NE(docs.find("| `learning_rate` | X | 5e-05 |"), std::string::npos);
  EXPECT_NE(docs.find("| no\\|steps\\|epoch | steps |"), std::string::npos);
}

TEST(ValidateArguments, TakesWhatTransformersTakes) {
  EXPECT_EQ(Message(ValidateArguments(Valid())), "");
  TrainingArguments arguments = Valid();
  arguments.data.validation_file = "v.jsonl";
  arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
  arguments.evaluation.eval_steps = 100;
  arguments.checkpoints.save_steps = 300;
  arguments.evaluation.load_best_model_at_end = true;
  arguments.evaluation.early_stopping_patience = 3;
  EXPECT_EQ(Message(ValidateArguments(arguments)), "");
  arguments.evaluation.eval_strategy = IntervalStrategy::kEpoch;
  arguments.checkpoints.save_strategy = SaveStrategy::kBest;
  arguments.checkpoints.average_checkpoints = 0;
  EXPECT_EQ(Message(ValidateArguments(arguments)), "");
}

TEST(ValidateArguments, SaysAllThatIsWrongAtOnce) {
  const std::string message = Message(ValidateArguments(TrainingArguments()));
  EXPECT_TRUE(message.starts_with("3 things do not fit:")) << message;
  for (const char* name : {"model_name_or_path", "train_file", "output_dir"})
    EXPECT_NE(message.find(name), std::string::npos) << name;
}

// Each line breaks one rule of a valid set; the message starts with the argument to change.
TEST(ValidateArguments, RefusesEachMistakeByName) {
  struct Case {
    const char* change;
    const char* complaint;
  };
  const Case cases[] = {
      {R"({"max_steps": 0})", "max_steps: expected"},
      {R"({"max_steps": -2})", "max_steps: expected"},
      {R"({"num_train_epochs": 0})", "num_train_epochs: expected"},
      {R"({"per_device_train_batch_size": 0})", "per_device_train_batch_size: expected 1"},
      {R"({"per_device_eval_batch_size": 0})", "per_device_eval_batch_size: expected 1"},
      {R"({"gradient_accumulation_steps": 0})", "gradient_accumulation_steps: expected 1"},
      {R"({"max_source_length": 18446744073709551615})", "max_source_length: expected"},
      {R"({"max_target_length": 0})", "max_target_length: expected"},
      {R"({"tokens_per_batch": 100})", "tokens_per_batch: 100 has no room"},
      {R"({"learning_rate": 0})", "learning_rate: expected a number above 0"},
      {R"({"weight_decay": -1})", "weight_decay: expected 0 or above"},
      {R"({"max_grad_norm": -1})", "max_grad_norm: expected"},
      {R"({"adam_beta1": 1})", "adam_beta1: expected"},
      {R"({"adam_beta2": -0.1})", "adam_beta2: expected"},
      {R"({"adam_epsilon": 0})", "adam_epsilon: expected"},
      {R"({"adafactor_decay_rate": 0.8})", "adafactor_decay_rate: expected -1"},
      {R"({"adafactor_clip_threshold": 0})", "adafactor_clip_threshold: expected"},
      {R"({"adafactor_warmup_init": true})", "adafactor_warmup_init: needs adafactor_relative_step"},
      {R"({"label_smoothing_factor": 1})", "label_smoothing_factor: expected"},
      {R"({"dropout_rate": 1})", "dropout_rate: expected"},
      {R"({"warmup_ratio": 1.5})", "warmup_ratio: expected"},
      {R"({"lr_scheduler_type": "constant", "warmup_steps": 5})", "lr_scheduler_type: constant has no warm-up"},
      {R"({"lr_scheduler_type": "polynomial", "polynomial_lr_end": 1})", "polynomial_lr_end: expected"},
      {R"({"save_steps": 0})", "save_steps: expected"},
      {R"({"logging_steps": 0})", "logging_steps: expected"},
      {R"({"save_total_limit": 0})", "save_total_limit: expected"},
      {R"({"eval_strategy": "epoch"})", "eval_strategy: nothing to evaluate on"},
      {R"({"validation_file": "v", "validation_split_fraction": 0.1})", "validation_split_fraction: there is a"},
      {R"({"validation_split_fraction": 1})", "validation_split_fraction: expected"},
      {R"({"load_best_model_at_end": true})", "load_best_model_at_end: needs evaluations"},
      {R"({"load_best_model_at_end": true, "validation_file": "v", "eval_strategy": "epoch"})",
       "load_best_model_at_end: eval_strategy (epoch) and save_strategy (steps) must be the same"},
      {R"({"save_strategy": "best", "metric_for_best_model": "loss"})", "save_strategy: best needs evaluations"},
      {R"({"save_strategy": "best", "validation_file": "v", "eval_strategy": "steps"})",
       "save_strategy: best of what?"},
      {R"({"load_best_model_at_end": true, "validation_file": "v", "eval_strategy": "steps", "eval_steps": 300})",
       "load_best_model_at_end: save_steps (500) must be a multiple of eval_steps (300)"},
      {R"({"early_stopping_patience": 2})", "early_stopping_patience: needs load_best_model_at_end"},
      {R"({"early_stopping_threshold": -1})", "early_stopping_threshold: expected"},
      {R"({"metric_for_best_model": "bleu"})", "metric_for_best_model: bleu is a score of generated replies"},
      {R"({"generation_max_length": 0})", "generation_max_length: expected"},
      {R"({"generation_num_beams": 0})", "generation_num_beams: expected"},
      {R"({"overwrite_output_dir": true, "resume_from_checkpoint": true})",
       "overwrite_output_dir: the run is to go on"},
      {R"({"average_checkpoints": 1})", "average_checkpoints: expected 0, or 2"},
      {R"({"average_checkpoints": 3, "save_total_limit": 2})", "average_checkpoints: 3 checkpoints, but"},
      {R"({"average_checkpoints": 3, "save_strategy": "no"})", "average_checkpoints: needs checkpoints"},
      {R"({"use_lora": true, "lora_r": 0})", "lora_r: expected"},
      {R"({"use_lora": true, "lora_alpha": 0})", "lora_alpha: expected"},
      {R"({"use_lora": true, "lora_target_modules": ["query"]})", "lora_target_modules: T5 has no matrix \"query\""},
      {R"({"use_lora": true, "lora_target_modules": []})", "lora_target_modules: expected names"},
      {R"({"lora_merge": true})", "lora_merge: needs use_lora"},
      {R"({"model_name_or_path": "", "config_name": "c", "tokenizer_name": "t", "use_lora": true})", "use_lora: needs"},
      {R"({"model_name_or_path": "", "config_name": "c"})", "model_name_or_path: give"},
      {R"({"config_name": "c"})", "config_name: the model's folder has its own"},
      {R"({"objective": "span_corruption", "few_shot_dialogs": 5})", "few_shot_dialogs: plain text has no dialogs"},
      {R"({"objective": "span_corruption", "predict_with_generate": true})", "predict_with_generate: with objective"},
      {R"({"noise_density": 0})", "noise_density: expected"},
      {R"({"mean_noise_span_length": 0.5})", "mean_noise_span_length: expected"},
      {R"({"train_file": {"path": "a", "weight": 0}})", "train_file: a: expected a weight above 0"},
      {R"({"train_file": ""})", "train_file: a path is empty"},
      {R"({"ddp_timeout": 0})", "ddp_timeout: expected"},
      {R"({"context_column": ""})", "context_column, response_column: expected"},
  };
  for (const Case& c : cases) {
    TrainingArguments arguments = Valid();
    const Status applied = ApplyJson(Json::parse(c.change), &arguments);
    ASSERT_TRUE(applied) << c.change << ": " << applied.error().message;
    const std::string message = Message(ValidateArguments(arguments));
    EXPECT_TRUE(message.starts_with(c.complaint)) << c.change << ": " << message;
  }
}

TEST(TrainingArguments, ResolveWhatIsUnset) {
  TrainingArguments arguments = Valid();
  EXPECT_EQ(EvalSteps(arguments), 500u);
  EXPECT_EQ(DataSeed(arguments), 42u);
  EXPECT_EQ(GenerationMaxLength(arguments), 128u);
  EXPECT_EQ(BestMetric(arguments), "loss");
  EXPECT_FALSE(GreaterIsBetter(arguments));
  arguments.evaluation.metric_for_best_model = "eval_bleu";
  EXPECT_EQ(BestMetric(arguments), "bleu");
  EXPECT_TRUE(GreaterIsBetter(arguments));
  arguments.evaluation.greater_is_better = false;
  EXPECT_FALSE(GreaterIsBetter(arguments));
  arguments.schedule.warmup_ratio = 0.1;
  EXPECT_EQ(WarmupSteps(arguments, 101), 11u);  // rounded up
  arguments.schedule.warmup_steps = 5;
  EXPECT_EQ(WarmupSteps(arguments, 101), 5u);
}

TEST(Presets, AreValidWithAModelAndFiles) {
  for (const Preset& preset : Presets()) {
    TrainingArguments arguments = Valid();
    arguments.data.validation_file = "v.jsonl";
    const Status applied = ApplyPreset(preset.name, &arguments);
    ASSERT_TRUE(applied) << preset.name << ": " << applied.error().message;
    EXPECT_EQ(Message(ValidateArguments(arguments)), "") << preset.name;
    EXPECT_NE(PresetDocs().find("### " + std::string(preset.name)), std::string::npos);
  }
  TrainingArguments arguments;
  EXPECT_EQ(Message(ApplyPreset("godel", &arguments)), "there is no preset 'godel'; there are " + PresetNames());
}

TEST(Presets, HoldGodelsValues) {
  TrainingArguments arguments;
  ASSERT_TRUE(ApplyPreset("godel-finetune", &arguments));
  EXPECT_EQ(arguments.batch.num_train_epochs, 50);
  EXPECT_EQ(arguments.data.max_target_length, 512u);
  EXPECT_EQ(arguments.optimizer.max_grad_norm, 0);
  EXPECT_EQ(arguments.evaluation.generation_num_beams, 5u);
}

TEST(ResolveArguments, RefusesAFlagGivenTwice) {
  const auto resolved = ResolveArguments({.flags = {{"num_train_epochs", {"1"}}, {"num-train-epochs", {"2"}}}});
  ASSERT_FALSE(resolved);
  EXPECT_EQ(resolved.error().message, "num_train_epochs: is given twice");
}

}  // namespace
}  // namespace godel::train
