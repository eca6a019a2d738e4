// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "command_line/model_flags.h"
#include "command_line/result_json.h"
#include "command_line/sampling_flags.h"
#include "command_line/text_argument.h"
#include "support/golden.h"

namespace godel::apps {
namespace {

Result<SamplingParams> Parse(std::vector<std::string> arguments) {
  CLI::App app;
  SamplingFlags flags;
  flags.AddTo(app);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them so
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kInvalidArgument, error.what());
  }
  SamplingParams params;
  GODEL_TRY_STATUS(flags.Apply(&params));
  return params;
}

TEST(SamplingFlags, TakeBothSpellings) {
  for (const char* name : {"--top-p", "--top_p"}) EXPECT_EQ(Parse({name, "0.8"})->top_p, 0.8) << name;
  EXPECT_EQ(Parse({"--no-repeat-ngram-size=3"})->no_repeat_ngram_size, 3u);
  EXPECT_EQ(Parse({"--length-penalty", "-1.5"})->length_penalty, -1.5);
  EXPECT_EQ(Parse({"--seed", "18446744073709551615"})->seed, 18446744073709551615u);
}

TEST(SamplingFlags, TakeSwitchesWithAndWithoutValue) {
  EXPECT_TRUE(Parse({"--do-sample"})->do_sample);
  EXPECT_TRUE(Parse({"--do-sample", "--top-k", "0"})->do_sample);
  EXPECT_TRUE(Parse({"--do_sample", "true"})->do_sample);
  EXPECT_FALSE(Parse({"--do-sample=false"})->do_sample);
  EXPECT_EQ(Parse({"--early-stopping", "never"})->early_stopping, EarlyStopping::kNever);
  EXPECT_EQ(Parse({"--early-stopping", "true"})->early_stopping, EarlyStopping::kTrue);
}

TEST(SamplingFlags, TakeListsAsJsonAndLetNamedFlagsWin) {
  const auto params =
      Parse({"--num-beams", "2", "--parameters", R"({"bad_words_ids": [[5], [6, 7]], "num_beams": 9})"});
  ASSERT_TRUE(params) << params.error().message;
  EXPECT_EQ(params->bad_words_ids.size(), 2u);
  EXPECT_EQ(params->num_beams, 2u);
}

TEST(SamplingFlags, RefuseWhatMakesNoSense) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--top-p", "much"},
                                                {"--num-beams", "-1"},
                                                {"--num-beams", "1.5"},
                                                {"--do-sample", "maybe"},
                                                {"--early-stopping", "soon"},
                                                {"--parameters", "{"},
                                                {"--parameters", "[]"},
                                                {"--parameters", R"({"tpo_p": 1})"},
                                                {"--top-p"}}) {
    const auto params = Parse(wrong);
    ASSERT_FALSE(params) << wrong.front();
    EXPECT_EQ(params.error().code, ErrorCode::kInvalidArgument) << wrong.front();
  }
}

// Every name that /params shows is one that ApplyJson knows.
TEST(SamplingFlags, ShowTheNamesThatCanBeSet) {
  const auto shown = ToJson(SamplingParams{});
  for (const auto& [name, value] : shown.items()) {
    SamplingParams params;
    const auto applied = ApplyJson({{name, Json(value)}}, UnknownKeys::kRefuse, &params);
    EXPECT_TRUE(applied) << applied.error().message;
  }
}

TEST(FloatJson, ReadsBackAsTheSameFloat) {
  for (const float value : {-1.4465651f, 0.1f, 1e-30f, 16777217.0f, -0.0f, 3.4028235e38f}) {
    const std::string text = Dump(FloatJson(value));
    EXPECT_EQ(std::strtof(text.c_str(), nullptr), value) << text;
    EXPECT_LE(text.size(), 16u) << text;
  }
  EXPECT_EQ(Dump(FloatJson(NAN)), "null");
}

TEST(TextArgument, ReadsFilesAndEscapes) {
  const testing::TempDir dir;
  const auto path = dir.Write("notes.txt", "caf\xe9\n");
  EXPECT_EQ(ReadTextArgument("plain @ text").value(), "plain @ text");
  EXPECT_EQ(ReadTextArgument("@" + path.string()).value(), "caf\xef\xbf\xbd\n");
  EXPECT_EQ(ReadTextArgument("@@home").value(), "@home");
  EXPECT_FALSE(ReadTextArgument("@/nowhere"));
}

TEST(TextArgument, RefusesMistypedInstructionNames) {
  EXPECT_EQ(ReadInstruction("qa").value(), "qa");
  EXPECT_EQ(ReadInstruction(" Speak like a pirate. ").value(), "Speak like a pirate.");
  EXPECT_EQ(ReadInstruction("").value(), "");
  const auto wrong = ReadInstruction("groundd");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("grounded"), std::string::npos);
}

TEST(TextArgument, MakesTextSafeForTerminals) {
  EXPECT_EQ(Printable("a\033[31mb\x7f\n\tc\xc2\x9b"
                      "é"),
            "a?[31mb?\n\tc?é");
  EXPECT_EQ(OneLine("a\r\nb"), "a  b");
}

TEST(FindModel, LooksAboveAndBesideTheProgram) {
  const testing::TempDir dir;
  namespace fs = std::filesystem;
  EXPECT_TRUE(DefaultModelFrom(dir.path() / "bin/godel").empty());
  const fs::path installed = dir.path() / "share/godel/models/godel-mini";
  fs::create_directories(installed);
  dir.Write("share/godel/models/godel-mini/config.json", "{}");
  EXPECT_EQ(DefaultModelFrom(dir.path() / "bin/godel"), installed);
  const fs::path beside = dir.path() / "models/godel-mini";
  fs::create_directories(beside);
  dir.Write("models/godel-mini/config.json", "{}");
  EXPECT_EQ(DefaultModelFrom(dir.path() / "build/release/godel"), beside);
}

TEST(FindModel, SaysWhereItLooked) {
  const auto missing = FindModel({.model = "/nowhere/model"});
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("/nowhere/model"), std::string::npos);
  const testing::TempDir empty;
  const auto no_config = FindModel({.model = empty.path().string()});
  ASSERT_FALSE(no_config);
  EXPECT_NE(no_config.error().message.find("config.json"), std::string::npos);
  empty.Write("model.gguf", "GGUF");
  EXPECT_NE(FindModel({.model = empty.path().string()}).error().message.find("it holds model.gguf"), std::string::npos);
  EXPECT_EQ(*FindModel({.model = (empty.path() / "model.gguf").string()}), empty.path() / "model.gguf");
}

}  // namespace
}  // namespace godel::apps
