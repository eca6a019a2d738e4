// SPDX-License-Identifier: MIT
#include "godel/generation/sampling_params.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "support/golden.h"

namespace godel {
namespace {

using testing::Ids;

TEST(ApplyJson, EveryNameInItsForms) {
  SamplingParams params;
  const auto json = ParseJson(R"({
    "max_length": 40, "max_new_tokens": 30, "min_length": 3, "min_new_tokens": 2, "max_time": 1.5,
    "stop_strings": ["a", "b"], "do_sample": true, "num_beams": 4, "num_return_sequences": 2,
    "early_stopping": "never", "length_penalty": 2, "temperature": 0.5, "top_k": 7, "top_p": 0.9, "min_p": 0.1,
    "typical_p": 0.8, "epsilon_cutoff": 0.01, "eta_cutoff": 0.02, "repetition_penalty": 1.2,
    "encoder_repetition_penalty": 1.1, "no_repeat_ngram_size": 3, "encoder_no_repeat_ngram_size": 4,
    "bad_words_ids": [[1], [2, 3]], "sequence_bias": [[[5, 6], -2.5]], "suppress_tokens": [8],
    "begin_suppress_tokens": [9], "forced_bos_token_id": 10, "forced_eos_token_id": 11,
    "exponential_decay_length_penalty": [5, 1.1], "renormalize_logits": true, "remove_invalid_values": true,
    "eos_token_id": [1, 12], "pad_token_id": 0, "decoder_start_token_id": 13, "seed": 18446744073709551615})");
  ASSERT_TRUE(json);
  const auto status = ApplyJson(*json, UnknownKeys::kRefuse, &params);
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(params.max_length, 40U);
  EXPECT_EQ(params.max_new_tokens, 30U);
  EXPECT_EQ(params.min_length, 3U);
  EXPECT_EQ(params.min_new_tokens, 2U);
  EXPECT_EQ(params.max_time, 1.5);
  EXPECT_EQ(params.stop_strings, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(params.do_sample);
  EXPECT_EQ(params.num_beams, 4U);
  EXPECT_EQ(params.num_return_sequences, 2U);
  EXPECT_EQ(params.early_stopping, EarlyStopping::kNever);
  EXPECT_EQ(params.length_penalty, 2);
  EXPECT_EQ(params.temperature, 0.5);
  EXPECT_EQ(params.top_k, 7U);
  EXPECT_EQ(params.top_p, 0.9);
  EXPECT_EQ(params.min_p, 0.1);
  EXPECT_EQ(params.typical_p, 0.8);
  EXPECT_EQ(params.epsilon_cutoff, 0.01);
  EXPECT_EQ(params.eta_cutoff, 0.02);
  EXPECT_EQ(params.repetition_penalty, 1.2);
  EXPECT_EQ(params.encoder_repetition_penalty, 1.1);
  EXPECT_EQ(params.no_repeat_ngram_size, 3U);
  EXPECT_EQ(params.encoder_no_repeat_ngram_size, 4U);
  EXPECT_EQ(params.bad_words_ids, (std::vector<std::vector<TokenId>>{Ids({1}), Ids({2, 3})}));
  ASSERT_EQ(params.sequence_bias.size(), 1U);
  EXPECT_EQ(params.sequence_bias[0].ids, Ids({5, 6}));
  EXPECT_EQ(params.sequence_bias[0].bias, -2.5F);
  EXPECT_EQ(params.suppress_tokens, Ids({8}));
  EXPECT_EQ(params.begin_suppress_tokens, Ids({9}));
  EXPECT_EQ(params.forced_bos_token_id, TokenId{10});
  EXPECT_EQ(params.forced_eos_token_id, Ids({11}));
  ASSERT_TRUE(params.exponential_decay_length_penalty);
  EXPECT_EQ(params.exponential_decay_length_penalty->start, 5U);
  EXPECT_EQ(params.exponential_decay_length_penalty->factor, 1.1);
  EXPECT_TRUE(params.renormalize_logits);
  EXPECT_TRUE(params.remove_invalid_values);
  EXPECT_EQ(params.eos_token_id, Ids({1, 12}));
  EXPECT_EQ(params.pad_token_id, TokenId{0});
  EXPECT_EQ(params.decoder_start_token_id, TokenId{13});
  EXPECT_EQ(params.seed, UINT64_MAX);
}

TEST(ApplyJson, LeavesTheRestAndNullIsTheDefault) {
  SamplingParams params{.max_length = 128, .num_beams = 3, .top_p = 0.9};
  ASSERT_TRUE(ApplyJson(Json{{"top_p", nullptr}, {"early_stopping", true}, {"eos_token_id", 7}, {"stop_strings", "x"}},
                        UnknownKeys::kRefuse, &params));
  EXPECT_EQ(params.top_p, 1.0);
  EXPECT_EQ(params.max_length, 128U);
  EXPECT_EQ(params.num_beams, 3U);
  EXPECT_EQ(params.early_stopping, EarlyStopping::kTrue);
  EXPECT_EQ(params.eos_token_id, Ids({7}));
  EXPECT_EQ(params.stop_strings, std::vector<std::string>{"x"});
}

TEST(ApplyJson, GenerationConfigFilesMayHoldMore) {
  SamplingParams params;
  const Json json = {{"_from_model_config", true}, {"transformers_version", "4.22.2"}, {"eos_token_id", 1}};
  EXPECT_TRUE(ApplyJson(json, UnknownKeys::kIgnore, &params));
  EXPECT_EQ(params.eos_token_id, Ids({1}));
  EXPECT_FALSE(ApplyJson(json, UnknownKeys::kRefuse, &params));
}

TEST(ApplyJson, MisspeltNamesAreGuessed) {
  SamplingParams params;
  const auto message = [&](const char* name) {
    const auto status = ApplyJson(Json{{name, 1}}, UnknownKeys::kRefuse, &params);
    return status ? std::string() : status.error().message;
  };
  EXPECT_NE(message("topp").find("did you mean \"top_p\""), std::string::npos) << message("topp");
  EXPECT_NE(message("max_tokens").find("\"max_new_tokens\""), std::string::npos) << message("max_tokens");
  EXPECT_NE(message("num_beam").find("\"num_beams\""), std::string::npos);
  EXPECT_EQ(message("zzzzzzzz").find("did you mean"), std::string::npos);
  EXPECT_LT(message(std::string(100000, 'x').c_str()).size(), 400U);
}

TEST(ApplyJson, RefusesWrongTypesAndRangesNamingThem) {
  const std::vector<std::pair<const char*, const char*>> cases = {{"top_p", "3"},
                                                                  {"top_p", "\"0.9\""},
                                                                  {"top_p", "true"},
                                                                  {"top_k", "-1"},
                                                                  {"top_k", "1.5"},
                                                                  {"num_beams", "0"},
                                                                  {"num_beams", "100000"},
                                                                  {"do_sample", "1"},
                                                                  {"early_stopping", "\"maybe\""},
                                                                  {"max_length", "0"},
                                                                  {"max_length", "2000000"},
                                                                  {"max_new_tokens", "0"},
                                                                  {"seed", "-1"},
                                                                  {"seed", "1.5"},
                                                                  {"seed", "\"1\""},
                                                                  {"temperature", "-1"},
                                                                  {"temperature", "1e999"},
                                                                  {"typical_p", "0"},
                                                                  {"epsilon_cutoff", "1"},
                                                                  {"min_p", "-0.1"},
                                                                  {"eos_token_id", "-1"},
                                                                  {"eos_token_id", "4294967296"},
                                                                  {"eos_token_id", "[[1]]"},
                                                                  {"bad_words_ids", "[[]]"},
                                                                  {"bad_words_ids", "[1]"},
                                                                  {"bad_words_ids", "5"},
                                                                  {"sequence_bias", "[[[1]]]"},
                                                                  {"sequence_bias", "[[[], 1]]"},
                                                                  {"sequence_bias", "[[[1], 1e300]]"},
                                                                  {"sequence_bias", "{\"(1,)\": 2}"},
                                                                  {"stop_strings", "\"\""},
                                                                  {"stop_strings", "[1]"},
                                                                  {"repetition_penalty", "0"},
                                                                  {"repetition_penalty", "1e30"},
                                                                  {"length_penalty", "1e9"},
                                                                  {"max_time", "0"},
                                                                  {"exponential_decay_length_penalty", "[1]"},
                                                                  {"exponential_decay_length_penalty", "[1, -1]"},
                                                                  {"no_repeat_ngram_size", "5000"},
                                                                  {"num_return_sequences", "0"},
                                                                  {"suppress_tokens", "3"}};
  for (const auto& [name, value] : cases) {
    SCOPED_TRACE(std::string(name) + ": " + value);
    const auto json = ParseJson(std::string("{\"max_length\": 99, \"") + name + "\": " + value + "}");
    if (!json) continue;  // 1e999 is already refused as a number
    SamplingParams params{.max_length = 55};
    const auto status = ApplyJson(*json, UnknownKeys::kIgnore, &params);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(status.error().message.find(name), std::string::npos) << status.error().message;
    EXPECT_NE(status.error().message.find("expected"), std::string::npos) << status.error().message;
    EXPECT_EQ(params.max_length, 55U) << "a refused object must change nothing";
  }
  SamplingParams params;
  EXPECT_FALSE(ApplyJson(Json::array(), UnknownKeys::kIgnore, &params));
  EXPECT_FALSE(ApplyJson(Json(), UnknownKeys::kIgnore, &params));
}

TEST(Validate, DefaultsAndTheModelCardAreFine) {
  EXPECT_TRUE(Validate({}, 100));
  EXPECT_TRUE(Validate({.max_length = 128, .min_length = 8, .do_sample = true, .top_p = 0.9}, 100));
  EXPECT_TRUE(Validate({.max_length = 12, .min_length = 12}, 100));
  EXPECT_TRUE(Validate({.max_length = 20, .max_new_tokens = 60, .min_length = 32}, 100));
  EXPECT_TRUE(Validate({.do_sample = true, .num_return_sequences = 5}, 100));
  EXPECT_TRUE(Validate({.temperature = 0}, 100)) << "greedy decoding has no temperature";
}

TEST(Validate, WhatCannotHoldIsNamed) {
  const std::vector<std::pair<const char*, std::function<void(SamplingParams*)>>> cases = {
      {"num_beams", [](auto* p) { p->num_beams = 0; }},
      {"num_beams", [](auto* p) { p->num_beams = 257; }},
      {"top_p", [](auto* p) { p->top_p = 3; }},
      {"top_p", [](auto* p) { p->top_p = std::nan(""); }},
      {"temperature", [](auto* p) { p->temperature = 0, p->do_sample = true; }},
      {"temperature", [](auto* p) { p->temperature = HUGE_VAL, p->do_sample = true; }},
      {"min_length", [](auto* p) { p->min_length = 22; }},
      {"min_new_tokens", [](auto* p) { p->min_new_tokens = 21; }},
      {"min_new_tokens", [](auto* p) { p->min_new_tokens = 6, p->max_new_tokens = 5; }},
      {"num_return_sequences", [](auto* p) { p->num_return_sequences = 3, p->num_beams = 2; }},
      {"num_return_sequences", [](auto* p) { p->num_return_sequences = 2; }},
      {"eos_token_id",
       [](auto* p) {
         p->eos_token_id = Ids({1, 100});
       }},
      {"bad_words_ids",
       [](auto* p) {
         p->bad_words_ids = {Ids({5}), Ids({100})};
       }},
      {"bad_words_ids", [](auto* p) { p->bad_words_ids = {{}}; }},
      {"sequence_bias",
       [](auto* p) {
         p->sequence_bias = {{Ids({5}), std::nanf("")}};
       }},
      {"sequence_bias",
       [](auto* p) {
         p->sequence_bias = {{Ids({-5}), 1}};
       }},
      {"suppress_tokens", [](auto* p) { p->suppress_tokens = Ids({100}); }},
      {"begin_suppress_tokens", [](auto* p) { p->begin_suppress_tokens = Ids({100}); }},
      {"forced_bos_token_id", [](auto* p) { p->forced_bos_token_id = TokenId{100}; }},
      {"forced_eos_token_id", [](auto* p) { p->forced_eos_token_id = Ids({100}); }},
      {"pad_token_id", [](auto* p) { p->pad_token_id = TokenId{-1}; }},
      {"decoder_start_token_id", [](auto* p) { p->decoder_start_token_id = TokenId{100}; }},
      {"max_length", [](auto* p) { p->max_length = 0; }},
      {"max_length", [](auto* p) { p->max_length = 1'000'001; }},
      {"max_time", [](auto* p) { p->max_time = std::nan(""); }},
      {"stop_strings", [](auto* p) { p->stop_strings = {""}; }},
      {"no_repeat_ngram_size", [](auto* p) { p->no_repeat_ngram_size = SIZE_MAX; }},
      {"repetition_penalty", [](auto* p) { p->repetition_penalty = std::nan(""); }},
      {"encoder_repetition_penalty", [](auto* p) { p->encoder_repetition_penalty = -1; }},
  };
  for (const auto& [name, spoil] : cases) {
    SamplingParams params;
    spoil(&params);
    const auto status = Validate(params, 100);
    ASSERT_FALSE(status) << name;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(status.error().message.find(std::string(name) + ":"), std::string::npos) << status.error().message;
  }
  EXPECT_FALSE(Validate({}, 0));
}

}  // namespace
}  // namespace godel
