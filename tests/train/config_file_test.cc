// SPDX-License-Identifier: MIT
#include "godel/train/config_file.h"

#include <gtest/gtest.h>

#include "godel/base/json.h"
#include "godel/train/argument_table.h"
#include "godel/train/resolve_arguments.h"
#include "support/golden.h"

namespace godel::train {
namespace {

constexpr const char* kYaml = R"(# a fine-tune
model_name_or_path: "t5"
output_dir: out
train_file:
  - a.jsonl
  - path: b.jsonl
    weight: 0.25
learning_rate: 5e-4   # without a dot, which YAML 1.1 takes for a text
eval_strategy: no
bf16: true
max_steps: -1
data_seed: ~
seed: 7
lora_target_modules: [q, k]
)";

constexpr const char* kJson = R"({
  "model_name_or_path": "t5", "output_dir": "out", "train_file": ["a.jsonl", {"path": "b.jsonl", "weight": 0.25}],
  "learning_rate": 5e-4, "eval_strategy": "no", "bf16": true, "max_steps": -1, "data_seed": null, "seed": 7,
  "lora_target_modules": ["q", "k"]})";

constexpr const char* kToml = R"(
model_name_or_path = "t5"
output_dir = "out"
train_file = ["a.jsonl", {path = "b.jsonl", weight = 0.25}]
learning_rate = 5e-4
eval_strategy = "no"
bf16 = true
max_steps = -1
seed = 7
lora_target_modules = ["q", "k"]
)";

std::vector<GivenFlag> Flags() {
  return {{"model_name_or_path", {"t5"}},  {"output-dir", {"out"}},   {"train_file", {"a.jsonl", "b.jsonl:0.25"}},
          {"learning-rate", {"5e-4"}},     {"eval_strategy", {"no"}}, {"bf16", {}},
          {"max_steps", {"-1"}},           {"data_seed", {"none"}},   {"seed", {"7"}},
          {"lora_target_modules", {"q,k"}}};
}

std::string Refusal(std::string_view text, ConfigFormat format) {
  const auto config = ParseConfig(text, format);
  return config ? "none: " + config->dump() : config.error().message;
}

std::string Repeated(std::string_view text, size_t times) {
  std::string repeated;
  for (size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(ConfigFile, SaysTheSameInEveryFormatAndAsFlags) {
  const testing::TempDir folder;
  const auto by_flags = ResolveArguments({.flags = Flags()});
  ASSERT_TRUE(by_flags) << by_flags.error().message;
  EXPECT_EQ(by_flags->data.train_file,
            (std::vector<TrainFile>{{.path = "a.jsonl"}, {.path = "b.jsonl", .weight = 0.25}}));
  const std::pair<const char*, const char*> files[] = {
      {"c.yaml", kYaml}, {"c.yml", kYaml}, {"c.json", kJson}, {"c.toml", kToml}};
  for (const auto& [name, text] : files) {
    const auto resolved = ResolveArguments({.config_file = folder.Write(name, text).string()});
    ASSERT_TRUE(resolved) << resolved.error().message;
    EXPECT_EQ(*resolved, *by_flags) << name;
  }
}

TEST(ConfigFile, ReadsTrainingArgsJsonBack) {
  const testing::TempDir folder;
  const auto original = ResolveArguments({.preset = "lora", .flags = Flags()});
  ASSERT_TRUE(original) << original.error().message;
  // JSON is YAML too, so the same text goes through both readers.
  for (const char* name : {"training_args.json", "training_args.yaml"}) {
    const auto again = ResolveArguments({.config_file = folder.Write(name, ToJson(*original).dump(2)).string()});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *original) << name;
  }
}

TEST(ConfigFile, IsAbovePresetsAndBelowFlags) {
  const testing::TempDir folder;
  const std::string config =
      folder.Write("c.yaml", std::string(kYaml) + "lora_r: 4\nlora_alpha: 5\nlora_dropout: 0\n").string();
  const auto resolved =
      ResolveArguments({.preset = "lora", .config_file = config, .flags = {{"lora_r", {"2"}}, {"seed", {"1"}}}});
  ASSERT_TRUE(resolved) << resolved.error().message;
  EXPECT_EQ(resolved->lora.lora_r, 2u);                       // preset 16, file 4, flag 2
  EXPECT_EQ(resolved->seeds.seed, 1u);                        // file 7, flag 1
  EXPECT_EQ(resolved->lora.lora_alpha, 5);                    // preset 32, file 5
  EXPECT_EQ(resolved->optimizer.learning_rate, 5e-4);         // preset 1e-3, file
  EXPECT_EQ(resolved->lora.lora_dropout, 0);                  // preset 0.05; the file's is the default, and still wins
  EXPECT_EQ(resolved->schedule.warmup_ratio, 0.03);           // preset alone
  EXPECT_EQ(resolved->batch.per_device_eval_batch_size, 8u);  // none
}

TEST(ConfigFile, NamesTheNearestForAnUnknownKeyAndTheFile) {
  const testing::TempDir folder;
  for (const auto& [name, text] :
       {std::pair("c.yaml", "learning_rte: 1"), std::pair("c.json", R"({"learning_rte": 1})"),
        std::pair("c.toml", "learning_rte = 1")}) {
    const std::string path = folder.Write(name, text).string();
    const auto resolved = ResolveArguments({.config_file = path});
    ASSERT_FALSE(resolved);
    EXPECT_EQ(resolved.error().message, path + ": unknown argument \"learning_rte\"; did you mean \"learning_rate\"?");
  }
}

TEST(ConfigFile, RefusesWrongTypes) {
  const auto refusal = [](const char* yaml) {
    TrainingArguments arguments;
    const auto config = ParseConfig(yaml, ConfigFormat::kYaml);
    if (!config) return config.error().message;
    const Status applied = ApplyJson(*config, &arguments);
    EXPECT_EQ(arguments, TrainingArguments()) << "all or nothing";
    return applied ? std::string() : applied.error().message;
  };
  EXPECT_EQ(refusal("bf16: true\nlearning_rate: \"5e-5\""), "learning_rate: expected a number, found \"5e-5\"");
  EXPECT_EQ(refusal("learning_rate: .inf"), "learning_rate: expected a number, found \".inf\"");
  EXPECT_EQ(refusal("bf16: 1"), "bf16: expected true or false, found 1");
  EXPECT_EQ(refusal("bf16: yes"), "bf16: expected true or false, found \"yes\"");
  EXPECT_EQ(refusal("save_steps: [1]"), "save_steps: expected a whole number, 0 or above, found an array of 1");
  EXPECT_EQ(refusal("output_dir: 5"),
            "output_dir: expected a text (in quotes if it looks like something else), found 5");
  EXPECT_EQ(refusal("optim: adamw_8bit"), "optim: expected one of adamw_torch, adafactor, found \"adamw_8bit\"");
  EXPECT_EQ(refusal("seed:"), "seed: expected a whole number, 0 or above, found null");
  EXPECT_EQ(refusal("lora_target_modules: {q: v}"), "lora_target_modules: expected a list of names, found an object");
  EXPECT_EQ(refusal("train_file: [[a]]"), "train_file: expected a file's path or {path, weight}, found an array of 1");
  EXPECT_EQ(refusal("train_file: [{weight: 2}]"), "train_file: expected a path beside the weight");
  EXPECT_EQ(refusal("train_file: {path: a, wait: 2}"), "train_file: unknown key \"wait\"; a file has path and weight");
  EXPECT_EQ(refusal("train_file: {path: a, weight: b}"), "train_file: weight: expected a number, found \"b\"");
  EXPECT_EQ(refusal("max_steps: 1\nmax_train_steps: 2"), "max_steps is given twice, by two of its names");
  TrainingArguments arguments;
  const Status infinite = ApplyJson(*ParseConfig("learning_rate = inf", ConfigFormat::kToml), &arguments);
  EXPECT_FALSE(infinite);
}

TEST(ConfigFile, TakesOnlyNamesWithValues) {
  for (const char* text : {"[1, 2]", "just words", "3"})
    EXPECT_TRUE(Refusal(text, ConfigFormat::kYaml).starts_with("expected names with values")) << text;
  EXPECT_TRUE(Refusal("[1]", ConfigFormat::kJson).starts_with("expected names with values"));
  for (const char* text : {"", "# nothing\n", "---\n", "{}"})
    EXPECT_EQ(Refusal(text, ConfigFormat::kYaml), "none: {}") << text;
  EXPECT_EQ(Refusal("", ConfigFormat::kToml), "none: {}");
}

// Nine lines of ten aliases each would be a thousand million values when written out; what is refused is the first.
TEST(ConfigFile, RefusesAliasesAndAnchors) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + Repeated(below + ", ", 9) + below + "]\n";
  }
  EXPECT_EQ(Refusal(bomb, ConfigFormat::kYaml), "line 1, column 5: anchors (&name) are not read");
  EXPECT_EQ(Refusal("a: &x 1", ConfigFormat::kYaml), "line 1, column 4: anchors (&name) are not read");
  EXPECT_FALSE(Refusal("a: &x 1\nb: *x", ConfigFormat::kYaml).starts_with("none"));
  EXPECT_FALSE(Refusal("a: &x\n  b: *x", ConfigFormat::kYaml).starts_with("none"));
}

TEST(ConfigFile, HasLimits) {
  for (const size_t depth :
       {size_t{17}, size_t{100000}}) {  // the second would overflow the stack of a reader without limit
    const std::string nested = Repeated("[", depth) + Repeated("]", depth);
    EXPECT_NE(Refusal("a: " + nested, ConfigFormat::kYaml).find("nested more than 16 deep"), std::string::npos);
    EXPECT_NE(Refusal("{\"a\": " + nested + "}", ConfigFormat::kJson).find("at most 16"), std::string::npos);
    EXPECT_FALSE(Refusal("a = " + nested, ConfigFormat::kToml).starts_with("none"));
    for (const char* key : {"a.", "a . ", "\"#\".", "'='.", "1."}) {
      const std::string keys = Repeated(key, depth) + "a";
      for (const std::string& toml : {keys + " = 1", "[" + keys + "]", "[[" + keys + "]]", "x = {" + keys + " = 1}"})
        EXPECT_NE(Refusal(toml, ConfigFormat::kToml).find("more than 16 parts"), std::string::npos) << key;
    }
    // Two quotes of the text before the three at its end: what follows is a name again.
    EXPECT_NE(
        Refusal("x = [\"\"\"a\"\"\"\"\", {" + Repeated("a.", depth) + "a = 1}]", ConfigFormat::kToml).find("16 parts"),
        std::string::npos);
    EXPECT_FALSE(Refusal("a: " + Repeated("{a: ", depth), ConfigFormat::kYaml).starts_with("none"));
    EXPECT_FALSE(Refusal("a: " + Repeated("- ", depth), ConfigFormat::kYaml).starts_with("none"));
    EXPECT_FALSE(Refusal(Repeated("? ", depth), ConfigFormat::kYaml).starts_with("none"));
  }
  const std::string large(kMaxConfigBytes + 1, '#');
  EXPECT_NE(Refusal(large, ConfigFormat::kYaml).find("at most 1048576"), std::string::npos);
  const testing::TempDir folder;
  EXPECT_FALSE(ReadConfigFile(folder.Write("large.yaml", large)));
}

TEST(ConfigFile, RefusesWhatIsNotTheFormat) {
  for (const char* text :
       {"a: [", "a: b: c", "\t- x", "a: 'x", "- a\nb: c", "%YAML 9.9\n---\na: 1", "a: !!binary eA==", "a: 1\na: 2",
        "a: 1\n---\nb: 2", "{a: 1, b", "? [x]\n: 1", "a: \"\\xZZ\"", "&x a: 1", "[a: 1"})
    EXPECT_FALSE(ParseConfig(text, ConfigFormat::kYaml)) << text << " " << Refusal(text, ConfigFormat::kYaml);
  for (const char* text :
       {"a = ", "a", "= 1", "[a", "a = 1\na = 2", "a = 1979-05-27", "a = 07:32:00", "a = \"\\xZZ\"", "[&]",
        "[=", "[[=", " [\n", "[.a]", "[[.", "[ [a]]", "\u00e9 = 1", "[\u00e9]", "a = \ufc7f", "a = \"x\ny\""})
    EXPECT_FALSE(ParseConfig(text, ConfigFormat::kToml)) << text;
  EXPECT_EQ(Refusal("[", ConfigFormat::kToml).substr(0, 22), "not valid TOML: line 1");
  EXPECT_EQ(Refusal("# x\na = [\n[\n'\u00e9']\n]\n", ConfigFormat::kToml), "none: {\"a\":[[\"\u00e9\"]]}");
  for (const ConfigFormat format : {ConfigFormat::kYaml, ConfigFormat::kJson, ConfigFormat::kToml})
    EXPECT_EQ(Refusal("a: \xff", format), "expected UTF-8, which byte 3 is not");
  EXPECT_EQ(Refusal("a: 1\nb: ]", ConfigFormat::kYaml).substr(0, 30), "not valid YAML: line 2, column");
  EXPECT_EQ(Refusal("a = 1\nb = ]", ConfigFormat::kToml).substr(0, 30), "not valid TOML: line 2, column");
  const testing::TempDir folder;
  EXPECT_EQ(ReadConfigFile("c.ini").error().message, "c.ini: a config file ends with .yaml, .yml, .json or .toml");
  EXPECT_EQ(ReadConfigFile(folder.path() / "none.yaml").error().code, ErrorCode::kNotFound);
}

// Dots in texts and comments are no parts of names.
TEST(ConfigFile, CountsOnlyTheDotsOfTomlNames) {
  const std::string dots = Repeated(".", 99);
  const std::string text = "a = '" + dots + "' # " + dots + "\nb = \"\\\"" + dots + "\"\nc = \"\"\"\n\"" + dots +
                           "\"\"\"\nd = '''\n" + dots + "'''\n";
  const auto config = ParseConfig(text, ConfigFormat::kToml);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(*config, (Json{{"a", dots}, {"b", "\"" + dots}, {"c", "\"" + dots}, {"d", dots}}));
}

TEST(ConfigFile, ReadsWordsAsYaml12) {
  const auto config = ParseConfig(
      "a: no\nb: 'true'\nc: !!str 5\nd: 0.5\ne: True\nf: 1_000\ng: |\n  two\n  lines\nh: +3\n", ConfigFormat::kYaml);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(*config, Json::parse(R"({"a": "no", "b": "true", "c": "5", "d": 0.5, "e": true, "f": "1_000",
                                     "g": "two\nlines\n", "h": 3})"));
}

}  // namespace
}  // namespace godel::train
