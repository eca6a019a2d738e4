// SPDX-License-Identifier: MIT
// The sampling chain against transformers' own warpers: 44 chains over 15 rows of 200 scores, and five over one row of
// the tiny model.
#include "godel/generation/warpers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "godel/generation/log_softmax.h"
#include "godel/generation/logits_processor.h"
#include "support/golden.h"

namespace godel {
namespace {

std::vector<float> RowOf(const Json& json) {
  std::vector<float> row;
  for (const Json& value : json) row.push_back(value.is_null() ? kForbidden : value.get<float>());
  return row;
}

// The row after the chain, with -inf where nothing is left.
std::vector<float> Warped(const std::vector<float>& row, const std::vector<Warper>& warpers) {
  Candidates candidates;
  CollectCandidates(row, &candidates);
  for (const Warper& warper : warpers) warper(&candidates);
  std::vector<float> result(row.size(), kForbidden);
  for (size_t i = 0; i < candidates.size(); ++i) result[static_cast<size_t>(candidates.ids[i])] = candidates.scores[i];
  return result;
}

size_t CountKept(const std::vector<float>& row) {
  return static_cast<size_t>(std::count_if(row.begin(), row.end(), [](float s) { return s > kForbidden; }));
}

TEST(WarpersGolden, EveryChainEqualsTransformers) {
  const Json golden = testing::ReadGoldenJson("godel_tiny/warpers.json.gz");
  size_t exact_rows = 0, tied_rows = 0, edge_rows = 0;
  for (const Json& chain : golden["chains"]) {
    SamplingParams params{.do_sample = true};
    ASSERT_TRUE(ApplyJson(chain["kwargs"], UnknownKeys::kRefuse, &params));
    const auto warpers = MakeWarpers(params, chain["min_tokens_to_keep"].get<size_t>());
    ASSERT_EQ(warpers.size(), chain["processors"].size()) << chain["kwargs"];
    const Json& inputs = golden[chain["input"].get<std::string>()];
    for (size_t r = 0; r < inputs.size(); ++r) {
      SCOPED_TRACE(chain["kwargs"].dump() + " on " + golden["rows"][r].get<std::string>());
      const std::vector<float> warped = Warped(RowOf(inputs[r]), warpers);
      const size_t kept = CountKept(warped);
      const auto expected_kept = chain["kept"][r].get<size_t>();
      if (chain["rounding_edge"][r].get<bool>()) {
        // The limit is hit so exactly that the last bit of a sum decides about one token.
        EXPECT_LE(std::max(kept, expected_kept) - std::min(kept, expected_kept), 1U);
        ++edge_rows;
        continue;
      }
      EXPECT_EQ(kept, expected_kept);
      std::vector<float> probs(warped.size());
      ASSERT_TRUE(Softmax(warped, probs));
      std::vector<float> expected = RowOf(chain["probs"][r]);
      ASSERT_EQ(expected.size(), probs.size());
      if (chain["tie_split"][r].get<bool>()) {
        // Which of several equal scores stay is the sorting's business, not the rule's.
        std::sort(probs.begin(), probs.end());
        std::sort(expected.begin(), expected.end());
        ++tied_rows;
      } else {
        ++exact_rows;
      }
      // 1e-5: ten times what float32 and float64 differ by (see the README of the data).
      for (size_t i = 0; i < probs.size(); ++i) EXPECT_NEAR(probs[i], expected[i], 1e-5) << "id " << i;
    }
  }
  EXPECT_EQ(edge_rows, 12U);
  EXPECT_EQ(tied_rows, 11U);
  EXPECT_EQ(exact_rows, 44U * 15 - 12 - 11);
}

TEST(WarpersGolden, TinyModelsRows) {
  const std::vector<std::pair<std::string, std::vector<Warper>>> chains = {
      {"temp0.7", {[](Candidates* c) { WarpTemperature(0.7, c); }}},
      {"topk5", {[](Candidates* c) { WarpTopK(5, c); }}},
      {"topp0.9", {[](Candidates* c) { WarpTopP(0.9, 1, c); }}},
      {"topp0.3", {[](Candidates* c) { WarpTopP(0.3, 1, c); }}},
      {"topp0.95_min3", {[](Candidates* c) { WarpTopP(0.95, 3, c); }}},
  };
  size_t compared = 0;
  for (const std::string version : {"v10", "v11"}) {
    const Json golden = testing::ReadGoldenJson("t5_tiny/" + version + ".expected.json.gz");
    const Json& logits = golden["logits"][0];
    for (const auto& [name, warpers] : chains) {
      const Json& expected_rows = golden["warpers_on_logits_row0"].at(name);
      ASSERT_EQ(expected_rows.size(), logits.size());
      for (size_t r = 0; r < expected_rows.size(); ++r, ++compared) {
        SCOPED_TRACE(version + " " + name + " row " + std::to_string(r));
        const auto warped = Warped(RowOf(logits[r]), warpers);
        const auto expected = RowOf(expected_rows[r]);
        ASSERT_EQ(warped.size(), expected.size());
        for (size_t i = 0; i < expected.size(); ++i) {
          // Scores are kept as they are, or divided once.
          if (expected[i] == kForbidden)
            EXPECT_EQ(warped[i], kForbidden) << "id " << i;
          else
            EXPECT_FLOAT_EQ(warped[i], expected[i]) << "id " << i;
        }
      }
    }
  }
  EXPECT_EQ(compared, 2U * 5 * 6);
}

}  // namespace
}  // namespace godel
