// SPDX-License-Identifier: MIT
#include "godel/model/lora_config.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "godel/base/json.h"

namespace godel {
namespace {

constexpr const char* kQ = "decoder.block.0.layer.1.EncDecAttention.q";
constexpr const char* kWi = "encoder.block.3.layer.1.DenseReluDense.wi";

LoraConfig ParseLora(const std::string& json) {
  auto config = ParseLoraConfig(ParseJson(json).value());
  EXPECT_TRUE(config) << config.error().message;
  return config ? *config : LoraConfig{};
}

TEST(LoraConfig, PatternsGiveSomeModulesAnotherRankAndAlpha) {
  const LoraConfig config = ParseLora(R"({"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["q", "wi"],
      "rank_pattern": {"block.3.layer.1.DenseReluDense.wi": 2}, "alpha_pattern": {"q": 64}})");
  EXPECT_EQ(RankOf(config, kQ), 8U);
  EXPECT_EQ(RankOf(config, kWi), 2U);
  EXPECT_DOUBLE_EQ(ScaleOf(config, kQ), 64.0 / 8);
  EXPECT_DOUBLE_EQ(ScaleOf(config, kWi), 16.0 / 2);
  EXPECT_EQ(RankOf(config, "encoder.block.2.layer.1.DenseReluDense.wi"), 8U) << "a key ends at a dot";
}

TEST(LoraConfig, RankStabilisedScalesDivideByTheRoot) {
  const LoraConfig config =
      ParseLora(R"({"peft_type": "LORA", "r": 16, "lora_alpha": 8, "use_rslora": true, "target_modules": ["q"]})");
  EXPECT_DOUBLE_EQ(ScaleOf(config, kQ), 8.0 / std::sqrt(16.0));
}

TEST(LoraConfig, TargetsAreEndingsOrAPatternOrAllMatrices) {
  const LoraConfig endings = ParseLora(R"({"peft_type": "LORA", "target_modules": ["EncDecAttention.q", "v"]})");
  EXPECT_EQ(IsTarget(endings, kQ), true);
  EXPECT_EQ(IsTarget(endings, "decoder.block.0.layer.0.SelfAttention.q"), false);
  EXPECT_EQ(IsTarget(endings, "decoder.block.0.layer.0.SelfAttention.v"), true);
  const LoraConfig pattern = ParseLora(R"({"peft_type": "LORA", "target_modules": ".*\\.block\\.[0-1]\\..*q"})");
  EXPECT_EQ(IsTarget(pattern, kQ), true);
  EXPECT_EQ(IsTarget(pattern, "decoder.block.2.layer.1.EncDecAttention.q"), false);
  const LoraConfig all = ParseLora(R"({"peft_type": "LORA", "target_modules": "all-linear"})");
  EXPECT_EQ(IsTarget(all, kWi), true);
  EXPECT_EQ(IsTarget(all, "lm_head"), false);
}

TEST(LoraConfig, OtherAdaptersAreRefusedByName) {
  for (const char* json :
       {R"({"peft_type": "IA3"})", R"({"peft_type": "LORA", "use_dora": true})",
        R"({"peft_type": "LORA", "bias": "all"})", R"({"peft_type": "LORA", "modules_to_save": ["lm_head"]})"}) {
    const auto config = ParseLoraConfig(ParseJson(json).value());
    ASSERT_FALSE(config) << json;
    EXPECT_EQ(config.error().code, ErrorCode::kUnsupported) << config.error().message;
  }
  const auto wrong = ParseLoraConfig(ParseJson(R"({"peft_type": "LORA", "r": "eight"})").value());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::kBadData);
}

}  // namespace
}  // namespace godel
