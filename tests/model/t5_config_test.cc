// SPDX-License-Identifier: MIT
#include "godel/model/t5_config.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

// {"model_type": "t5", <members>}
Result<T5Config> Parse(const std::string& members) {
  const auto json = ParseJson(R"({"model_type":"t5")" + (members.empty() ? "" : "," + members) + "}");
  EXPECT_TRUE(json) << members;
  return ParseT5Config(json.value_or(Json()));
}

void ExpectError(const Result<T5Config>& result, ErrorCode code, std::initializer_list<const char*> parts) {
  ASSERT_FALSE(result);
  EXPECT_EQ(static_cast<int>(result.error().code), static_cast<int>(code)) << result.error().message;
  for (const char* part : parts)
    EXPECT_NE(result.error().message.find(part), std::string::npos) << part << " in: " << result.error().message;
}

TEST(T5Config, ReadsTheFilesOfTransformers) {
  const auto tiny = LoadT5Config(testing::GoldenPath("godel_tiny/config.json"));
  ASSERT_TRUE(tiny) << tiny.error().message;
  EXPECT_EQ(tiny->vocab_size, 32102u);
  EXPECT_EQ(tiny->d_model, 32u);
  EXPECT_EQ(tiny->d_kv, 8u);
  EXPECT_EQ(tiny->d_ff, 64u);
  EXPECT_EQ(tiny->num_heads, 4u);
  EXPECT_EQ(tiny->num_layers, 2u);
  EXPECT_EQ(tiny->activation, FeedForwardActivation::kRelu);
  EXPECT_FALSE(tiny->gated);
  EXPECT_TRUE(tiny->scale_decoder_outputs);  // says neither flag: tied

  const auto v10 = LoadT5Config(testing::GoldenPath("t5_tiny/v10.config.json"));
  ASSERT_TRUE(v10) << v10.error().message;
  EXPECT_EQ(v10->num_layers, 3u);
  EXPECT_EQ(v10->num_decoder_layers, 2u);
  EXPECT_EQ(v10->relative_attention_num_buckets, 16u);
  EXPECT_EQ(v10->relative_attention_max_distance, 128u);  // not in the file
  EXPECT_TRUE(v10->scale_decoder_outputs);

  const auto v11 = LoadT5Config(testing::GoldenPath("t5_tiny/v11.config.json"));
  ASSERT_TRUE(v11) << v11.error().message;
  EXPECT_EQ(v11->num_decoder_layers, 3u);
  EXPECT_EQ(v11->activation, FeedForwardActivation::kGeluNew);
  EXPECT_TRUE(v11->gated);
  EXPECT_FALSE(v11->scale_decoder_outputs);

  const auto mini = LoadT5Config(testing::ModelsDir() / "godel-mini" / "config.json");
  ASSERT_TRUE(mini) << mini.error().message;
  EXPECT_EQ(mini->vocab_size, 8128u);
  EXPECT_EQ(mini->d_kv, 64u);
}

TEST(T5Config, TakesTransformersDefaults) {
  const auto t5 = Parse("");
  ASSERT_TRUE(t5);
  EXPECT_EQ(t5->vocab_size, 32128u);
  EXPECT_EQ(t5->d_ff, 2048u);
  EXPECT_EQ(t5->num_layers, 6u);
  EXPECT_EQ(t5->num_decoder_layers, 6u);
  EXPECT_EQ(t5->relative_attention_num_buckets, 32u);
  EXPECT_EQ(t5->eos_token_ids, std::vector<TokenId>{kEosId});
  EXPECT_DOUBLE_EQ(t5->layer_norm_epsilon, 1e-6);
  EXPECT_EQ(Parse(R"("num_layers":4)")->num_decoder_layers, 4u);
  EXPECT_EQ(Parse(R"("num_layers":4,"num_decoder_layers":null)")->num_decoder_layers, 4u);
  EXPECT_EQ(Parse(R"("num_layers":4,"num_decoder_layers":3)")->num_decoder_layers, 3u);

  const auto mt5 = ParseT5Config(Json{{"model_type", "mt5"}});
  ASSERT_TRUE(mt5);
  EXPECT_EQ(mt5->vocab_size, 250112u);
  EXPECT_EQ(mt5->num_heads, 6u);
  EXPECT_TRUE(mt5->gated);
  EXPECT_FALSE(mt5->scale_decoder_outputs);
}

// Each line was tried with T5Config.from_dict of transformers 4.57.6.
TEST(T5Config, ReadsTheFeedForwardAsTransformersDoes) {
  using enum FeedForwardActivation;
  const struct {
    const char* members;
    FeedForwardActivation activation;
    bool gated;
  } kCases[] = {
      {R"("feed_forward_proj":"relu")", kRelu, false},
      {R"("feed_forward_proj":"gated-gelu")", kGeluNew, true},
      {R"("feed_forward_proj":"gelu")", kGelu, false},
      {R"("feed_forward_proj":"gelu_new")", kGeluNew, false},
      {R"("feed_forward_proj":"gated-gelu_new")", kGeluNew, true},
      {R"("feed_forward_proj":"silu")", kSilu, false},
      {R"("feed_forward_proj":"gated-silu")", kSilu, true},
      {R"("dense_act_fn":"gelu_new","is_gated_act":true)", kGeluNew, true},
      {R"("feed_forward_proj":"gated-gelu","dense_act_fn":"relu","is_gated_act":false)", kRelu, false},
      {R"("feed_forward_proj":"gated-gelu","dense_act_fn":"gelu")", kGelu, true},
  };
  for (const auto& [members, activation, gated] : kCases) {
    const auto config = Parse(members);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->activation, activation) << members;
    EXPECT_EQ(config->gated, gated) << members;
  }
  for (const char* bad : {"gated-", "tanh", "", "gated-gated-gelu", "relu-gated"})
    ExpectError(Parse(R"("feed_forward_proj":")" + std::string(bad) + "\""), ErrorCode::kUnsupported,
                {"feed_forward_proj", "relu"});
}

TEST(T5Config, ScalesByTheNewFlagElseByTying) {
  EXPECT_TRUE(Parse("")->scale_decoder_outputs);
  EXPECT_TRUE(Parse(R"("tie_word_embeddings":true)")->scale_decoder_outputs);
  EXPECT_FALSE(Parse(R"("tie_word_embeddings":false)")->scale_decoder_outputs);
  // What transformers 5 writes for an untied model: the flag it forces, and the one that decides.
  EXPECT_FALSE(Parse(R"("tie_word_embeddings":true,"scale_decoder_outputs":false)")->scale_decoder_outputs);
  EXPECT_TRUE(Parse(R"("tie_word_embeddings":false,"scale_decoder_outputs":true)")->scale_decoder_outputs);
}

TEST(T5Config, ReadsSpecialIds) {
  const auto config = Parse(R"("pad_token_id":3,"eos_token_id":[1,7])");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->decoder_start_token_id, TokenId{3});  // as pad
  EXPECT_EQ(config->eos_token_ids, (std::vector<TokenId>{TokenId{1}, TokenId{7}}));
  EXPECT_EQ(Parse(R"("decoder_start_token_id":5)")->decoder_start_token_id, TokenId{5});
  EXPECT_EQ(Parse(R"("eos_token_id":null)")->eos_token_ids, std::vector<TokenId>{kEosId});
  for (const char* bad :
       {R"("pad_token_id":32128)", R"("pad_token_id":-1)", R"("eos_token_id":[])", R"("eos_token_id":[1,-1])",
        R"("eos_token_id":"x")", R"("decoder_start_token_id":1.5)", R"("decoder_start_token_id":18446744073709551615)"})
    ExpectError(Parse(bad), ErrorCode::kBadData, {"token_id"});
  ExpectError(Parse(R"("vocab_size":1)"), ErrorCode::kBadData, {"vocab_size", "eos_token_id"});
}

TEST(T5Config, RefusesAbsurdSizes) {
  for (const char* key : {"vocab_size", "d_model", "d_kv", "d_ff", "num_heads", "num_layers", "num_decoder_layers",
                          "relative_attention_num_buckets", "relative_attention_max_distance", "n_positions"}) {
    for (const char* value : {"0", "-1", "100000000", "9223372036854775807"})
      ExpectError(Parse(std::string("\"") + key + "\":" + value), ErrorCode::kBadData, {key, value, "expected "});
    for (const char* value : {"\"8\"", "true", "8.5", "[8]", "18446744073709551615"})
      ExpectError(Parse(std::string("\"") + key + "\":" + value), ErrorCode::kBadData, {key});
  }
  ExpectError(Parse(R"("relative_attention_num_buckets":31)"), ErrorCode::kBadData, {"even"});
  ExpectError(Parse(R"("relative_attention_num_buckets":32,"relative_attention_max_distance":16)"), ErrorCode::kBadData,
              {"relative_attention_max_distance", "16"});
  EXPECT_TRUE(Parse(R"("relative_attention_num_buckets":32,"relative_attention_max_distance":17)"));
  for (const char* value : {"0", "-1e-6", "2", "\"x\""})
    ExpectError(Parse(R"("layer_norm_epsilon":)" + std::string(value)), ErrorCode::kBadData, {"layer_norm_epsilon"});
}

TEST(T5Config, RefusesOtherModels) {
  const auto parse = [](const char* text) { return ParseT5Config(ParseJson(text).value()); };
  ExpectError(parse(R"({"model_type":"longt5"})"), ErrorCode::kUnsupported, {"\"t5\"", "longt5", "attends"});
  ExpectError(parse(R"({"model_type":"umt5"})"), ErrorCode::kUnsupported, {"umt5", "every layer"});
  ExpectError(parse(R"({"model_type":"gpt2"})"), ErrorCode::kUnsupported, {"\"t5\"", "gpt2", "FLAN-T5"});
  ExpectError(parse(R"({"architectures":["BertModel"],"d_model":8})"), ErrorCode::kBadData,
              {"model_type", "BertModel"});
  ExpectError(parse("{}"), ErrorCode::kBadData, {"model_type", "found none"});
  ExpectError(parse("[1]"), ErrorCode::kBadData, {"object"});
}

TEST(T5Config, ErrorsNameTheFile) {
  const testing::TempDir dir;
  ExpectError(LoadT5Config(dir.path() / "config.json"), ErrorCode::kNotFound, {"config.json"});
  const auto path = dir.Write("config.json", R"({"model_type":"t5","d_model":"abc"})");
  ExpectError(LoadT5Config(path), ErrorCode::kBadData, {path.c_str(), "d_model", "abc"});
}

}  // namespace
}  // namespace godel
