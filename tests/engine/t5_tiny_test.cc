// SPDX-License-Identifier: MIT
// generate() on two tiny T5: v1.0 and, with a gated feed-forward and a vocabulary matrix of its own, v1.1. They have no
// tokenizer, so this is the loop below the engine: searches over the model.
#include <gtest/gtest.h>

#include "engine/golden_cases.h"
#include "godel/base/json.h"
#include "godel/engine/model_step_decoder.h"

namespace godel {
namespace {

using testing::GoldenPath;
using testing::Values;

std::vector<Hypothesis> Generate(EncoderDecoder& model, const std::vector<TokenId>& input,
                                 const SamplingParams& params) {
  const std::span<const TokenId> ids = input;
  ModelStepDecoder decoder(model);
  decoder.Add(0, model.MakeCrossKv(model.Encode({&ids, 1})), std::max(params.num_beams, params.num_return_sequences),
              testing::Ids({0}));
  auto search = MakeSearch(
      {.encoder_ids = input, .prefix = testing::Ids({0}), .vocab_size = model.config().vocab_size, .params = params});
  EXPECT_TRUE(search);
  const LiveSearch live{0, search->get()};
  while (!(*search)->rows().empty()) EXPECT_TRUE(StepSearches(decoder, model.config().vocab_size, {&live, 1}));
  return (*search)->TakeResults();
}

class T5TinyGenerate : public ::testing::TestWithParam<const char*> {};

// These cases are of a transformers before 4.50, whose length penalty counted the start token and left out </s>. So the
// stored scores are not today's, and in one case the third and fourth best sequence are others: there, what 4.57.6
// gives.
std::vector<TokenId> Expected(const std::string& model, const std::string& test, size_t row, const Json& sequences) {
  if (model == "v11" && test == "beam4_lp06_ret4" && row == 6)
    return testing::Ids({0, 79, 14, 25, 50, 39, 10, 91, 39, 94, 70, 94, 38, 11, 39, 94, 38, 25, 1});
  if (model == "v11" && test == "beam4_lp06_ret4" && row == 7)
    return testing::Ids({0, 79, 14, 25, 50, 39, 10, 91, 39, 94, 70, 94, 38, 11, 39, 94, 38, 39, 94, 38});
  return testing::WithoutPadding(testing::ToIds(sequences[row]), {kEosId});
}

TEST_P(T5TinyGenerate, IdsEqualTransformers) {
  const std::string name = std::string("t5_tiny/") + GetParam();
  const auto config = LoadT5Config(GoldenPath(name + ".config.json"));
  ASSERT_TRUE(config);
  auto model = EncoderDecoder::Load(*config, std::move(*LoadSafetensors(GoldenPath(name + ".safetensors"))), 2);
  ASSERT_TRUE(model);
  const Json golden = testing::ReadGoldenJson(name + ".expected.json.gz");
  size_t compared = 0;
  for (const auto& [test, c] : golden["generate"].items()) {
    SamplingParams params;
    ASSERT_TRUE(ApplyJson(c["args"], UnknownKeys::kRefuse, &params));
    params.eos_token_id = config->eos_token_ids;
    for (size_t i = 0; i < golden["input_ids"].size(); ++i) {
      std::vector<TokenId> input;
      for (size_t t = 0; t < golden["input_ids"][i].size(); ++t)
        if (golden["attention_mask"][i][t].get<int>() == 1)
          input.push_back(TokenId{golden["input_ids"][i][t].get<int32_t>()});
      const auto results = Generate(*model, input, params);
      for (size_t k = 0; k < results.size(); ++k, ++compared)
        EXPECT_EQ(Values(results[k].ids), Values(Expected(GetParam(), test, i * results.size() + k, c["sequences"])))
            << test << " input " << i;
    }
  }
  EXPECT_EQ(compared, 8U * 2 + 4 * 2);  // nine settings, two inputs; one setting returns four sequences
}

INSTANTIATE_TEST_SUITE_P(Both, T5TinyGenerate, ::testing::Values("v10", "v11"),
                         [](const auto& param_info) { return std::string(param_info.param); });

}  // namespace
}  // namespace godel
