// SPDX-License-Identifier: MIT
// The promise: identical ids to transformers' generate() for every golden case, alone and in company.
#include <gtest/gtest.h>

#include "engine/golden_cases.h"

#include "godel/base/json.h"

namespace godel {
namespace {

using testing::GoldenRow;
using testing::Values;

void ExpectEqualsGolden(const GoldenRow& row, const Result<GenerateResult>& result) {
  ASSERT_TRUE(result) << row.name << ": " << result.error().message;
  ASSERT_EQ(result->sequences.size(), row.output_ids.size()) << row.name;
  for (size_t i = 0; i < row.output_ids.size(); ++i) {
    EXPECT_EQ(Values(result->sequences[i].ids), Values(row.output_ids[i])) << row.name << " sequence " << i;
    // tests/golden/README.md: scores shift by up to 4.5e-4 when weights move in their last bit.
    if (!row.scores.empty()) {
      EXPECT_NEAR(result->sequences[i].score, row.scores[i], 1e-3) << row.name;
    }
  }
}

TEST(GodelTiny, EveryCaseAloneEqualsTransformers) {
  const auto engine = testing::LoadGodelTiny();
  const std::vector<GoldenRow> rows = testing::GodelTinyRows();
  ASSERT_EQ(rows.size(), 113u + 9 * 3);  // 113 cases, nine of them batches of 4
  for (const GoldenRow& row : rows) ExpectEqualsGolden(row, engine->Generate(testing::ToRequest(row)));
}

// All 140 rows at once: lengths, settings, beams and prefixes mixed in one continuous batch, wide or narrow. Where not
// every prompt is looked at, every third row: of each kind still.
TEST(GodelTiny, CasesInCompanyEqualTransformers) {
  const std::vector<GoldenRow> all = testing::GodelTinyRows();
  std::vector<GoldenRow> rows;
  for (size_t i = 0; i<all.size(); i += testing::EveryPrompt()> 4 ? 3 : 1) rows.push_back(all[i]);
  std::vector<GenerateRequest> requests;
  for (const GoldenRow& row : rows) requests.push_back(testing::ToRequest(row));
  for (const size_t max_rows : {1, 17, 500}) {
    const auto engine = testing::LoadGodelTiny({.max_batch_rows = max_rows});
    const auto results = engine->Generate(requests);
    for (size_t i = 0; i < rows.size(); ++i) ExpectEqualsGolden(rows[i], results[i]);
  }
}

TEST(GodelTiny, AnyNumberOfThreadsGivesTheSameScoresToTheBit) {
  const std::vector<GoldenRow> rows = testing::GodelTinyRows();
  std::vector<GenerateRequest> requests;
  for (size_t i = 0; i < rows.size(); i += 5) requests.push_back(testing::ToRequest(rows[i]));
  std::vector<std::vector<float>> expected;
  for (const size_t threads : {1, 2, 4}) {
    const auto engine = testing::LoadGodelTiny({.num_threads = threads});
    ASSERT_EQ(engine->num_threads(), threads);
    const auto results = engine->Generate(requests);
    for (size_t i = 0; i < results.size(); ++i) {
      ASSERT_TRUE(results[i]);
      std::vector<float> scores;
      for (const auto& sequence : results[i]->sequences) scores.push_back(sequence.score);
      if (threads == 1) expected.push_back(scores);
      EXPECT_EQ(scores, expected[i]) << "request " << i << " with " << threads << " threads";
    }
  }
}

TEST(GodelTiny, ScoresEqualTransformers) {
  const auto engine = testing::LoadGodelTiny();
  const Json golden = testing::ReadGoldenJson("godel_tiny/logits.json.gz");
  size_t compared = 0;
  for (const Json& c : golden["cases"]) {
    const auto score = engine->Score({testing::ToIds(c["input_ids"]), testing::ToIds(c["labels"])});
    ASSERT_TRUE(score);
    EXPECT_NEAR(score->loss, c["loss"].get<double>(), 2e-4) << c["name"];
    ASSERT_EQ(score->logprobs.size(), c["token_logprobs"].size());
    for (size_t i = 0; i < score->logprobs.size(); ++i, ++compared)
      EXPECT_NEAR(score->logprobs[i], c["token_logprobs"][i].get<double>(), 1e-3) << c["name"] << " at " << i;
  }
  EXPECT_EQ(compared, golden["padded_batch"]["label_tokens"].get<size_t>());
}

TEST(GodelTiny, DecodesAsTransformers) {
  const auto engine = testing::LoadGodelTiny();
  for (const Json& c : testing::ReadGoldenJsonLines("godel_tiny/cases.jsonl.gz"))
    for (size_t i = 0; i < c["output_ids"].size(); ++i) {
      const std::vector<TokenId> ids = testing::ToIds(c["output_ids"][i]);
      EXPECT_EQ(engine->tokenizer().Decode(ids), c["text"][i].get<std::string>());
      EXPECT_EQ(engine->tokenizer().Decode(ids, {.clean_up_tokenization_spaces = true}),
                c["text_cleaned"][i].get<std::string>());
    }
}

TEST(GodelTiny, EncodesTheInputTextsOfTheCases) {
  const auto engine = testing::LoadGodelTiny();
  for (const Json& c : testing::ReadGoldenJsonLines("godel_tiny/cases.jsonl.gz"))
    for (size_t i = 0; i < c["input_ids"].size(); ++i) {
      std::vector<int32_t> expected;
      for (size_t t = 0; t < c["input_ids"][i].size(); ++t)
        if (c["attention_mask"][i][t].get<int>() == 1) expected.push_back(c["input_ids"][i][t].get<int32_t>());
      const auto ids = engine->tokenizer().Encode(c["input_text"][i].get<std::string>());
      ASSERT_TRUE(ids);
      EXPECT_EQ(Values(*ids), expected) << c["name"];
    }
}

}  // namespace
}  // namespace godel
