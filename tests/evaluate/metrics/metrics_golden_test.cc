// SPDX-License-Identifier: MIT
// The scores of sacrebleu, rouge-score and nltk on 1,000 pairs of replies and on odd texts, made by
// tests/evaluate/metrics_reference.py; tests/golden/README.md names the versions.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "godel/base/mapped_file.h"
#include "godel/evaluate/metrics/text_files.h"
#include "godel/evaluate/metrics/text_scores.h"
#include "support/golden.h"

namespace godel {
namespace {

constexpr double kExampleDigits = 6e-8;  // the values of examples are rounded to 7 digits
constexpr double kCorpus = 1e-9;         // sums of about 1,000 numbers in another order

struct Pairs {
  std::vector<std::string> hypotheses;
  std::vector<std::vector<std::string>> references;
};

// `one`: only the first reference of each.
Pairs ReadPairs(bool one) {
  Pairs pairs;
  for (const Json& line : testing::ReadGoldenJsonLines("metrics/pairs.jsonl.gz")) {
    pairs.hypotheses.push_back(line["hypothesis"].get<std::string>());
    pairs.references.push_back(line["references"].get<std::vector<std::string>>());
    if (one) pairs.references.back().resize(1);
  }
  return pairs;
}

class MetricsGolden : public ::testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() {
    if (expected_.is_null()) expected_ = testing::ReadGoldenJson("metrics/expected.json.gz");
  }
  const Json& Corpus() const { return expected_[GetParam()]["corpus"]; }
  const Json& Examples() const { return expected_[GetParam()]["examples"]; }
  Pairs ReadPairs() const { return godel::ReadPairs(GetParam() == std::string("one")); }

  template <class ValueOf>
  void ExpectExamples(const char* name, const ScoredTexts& scored, const Pairs& pairs, ValueOf value_of) const {
    const Json& values = Examples()[name];
    ASSERT_EQ(values.size(), scored.examples.size());
    for (size_t i = 0; i < values.size(); ++i)
      EXPECT_NEAR(value_of(scored.examples[i]), values[i].get<double>(), kExampleDigits)
          << name << " of \"" << pairs.hypotheses[i] << "\" against \"" << pairs.references[i][0] << '"';
  }

  static inline Json expected_;
};

TEST_P(MetricsGolden, OfSacreBleu) {
  const std::map<std::string, SacreBleuOptions> all_options = {
      {"13a", {}},
      {"intl", {.tokenizer = BleuTokenizer::kIntl}},
      {"none", {.tokenizer = BleuTokenizer::kNone}},
      {"char", {.tokenizer = BleuTokenizer::kChar}},
      {"lowercase", {.lowercase = true}},
      {"smooth none", {.smoothing = SacreBleuSmoothing::kNone}},
      {"smooth floor", {.smoothing = SacreBleuSmoothing::kFloor}},
      {"smooth floor 0.5", {.smoothing = SacreBleuSmoothing::kFloor, .smoothing_value = 0.5}},
      {"smooth add-k", {.smoothing = SacreBleuSmoothing::kAddK}}};
  const Pairs pairs = ReadPairs();
  for (const auto& [name, sacre_bleu] : all_options) {
    const TextScoreOptions options{.metrics = {TextMetric::kBleu}, .sacre_bleu = sacre_bleu};
    const auto scored = ComputeTextScores({pairs.hypotheses, pairs.references, {}}, options);
    ASSERT_TRUE(scored);
    EXPECT_NEAR(scored->total.sacre_bleu.bleu, Corpus()["sacre_bleu (" + name + ")"].get<double>(), kCorpus) << name;
    ExpectExamples(("sentence_bleu (" + name + ")").c_str(), *scored, pairs,
                   [&](const ExampleScores& example) { return SentenceBleu(example, sacre_bleu); });
    const auto signature = Corpus()["signature (" + name + ")"].get<std::string>();
    const std::string ours = SacreBleuSignature(sacre_bleu, scored->total.references, "");
    EXPECT_EQ(ours.substr(0, ours.find("|version")), signature.substr(0, signature.find("|version")));
  }
}

TEST_P(MetricsGolden, OfRouge) {
  const Pairs pairs = ReadPairs();
  for (const auto stemming : {RougeStemming::kPorter, RougeStemming::kNone}) {
    const auto scored = ComputeTextScores({pairs.hypotheses, pairs.references, {}},
                                          {.metrics = {TextMetric::kRouge}, .rouge_stemming = stemming});
    ASSERT_TRUE(scored);
    const std::string note = stemming == RougeStemming::kNone ? " (no stemmer)" : "";
    for (size_t type = 0; type < kRougeTypes; ++type) {
      const std::string name(ToString(static_cast<RougeType>(type)));
      const RougeScore& mean = scored->total.rouge[type].mean;
      EXPECT_NEAR(mean.precision, Corpus()[name + " precision" + note].get<double>(), kCorpus) << name;
      EXPECT_NEAR(mean.recall, Corpus()[name + " recall" + note].get<double>(), kCorpus) << name;
      EXPECT_NEAR(mean.f1, Corpus()[name + " f1" + note].get<double>(), kCorpus) << name;
      ExpectExamples((name + note).c_str(), *scored, pairs,
                     [&](const ExampleScores& example) { return example.rouge[type].f1; });
    }
  }
}

TEST_P(MetricsGolden, OfBleuWordsAnswersAndMeteor) {
  const Pairs pairs = ReadPairs();
  const auto scored = ComputeTextScores({pairs.hypotheses, pairs.references, {}});
  ASSERT_TRUE(scored);
  const TextScores& total = scored->total;
  EXPECT_NEAR(total.godel_bleu.bleu, Corpus()["bleu"].get<double>(), kCorpus);
  EXPECT_NEAR(total.f1, Corpus()["f1"].get<double>(), kCorpus);
  EXPECT_NEAR(total.meteor, Corpus()["meteor"].get<double>(), kCorpus);
  EXPECT_NEAR(total.exact_match, Corpus()["exact_match"].get<double>(), kCorpus);
  EXPECT_NEAR(total.answer_f1, Corpus()["answer_f1"].get<double>(), kCorpus);
  ExpectExamples("f1", *scored, pairs, [](const ExampleScores& e) { return e.f1; });
  ExpectExamples("meteor", *scored, pairs, [](const ExampleScores& e) { return e.meteor; });
  ExpectExamples("exact_match", *scored, pairs, [](const ExampleScores& e) { return e.answer.exact_match; });
  ExpectExamples("answer_f1", *scored, pairs, [](const ExampleScores& e) { return e.answer.f1; });
}

// Where nltk's definition of NIST is mteval's.
class MetricsGoldenOfOneReference : public MetricsGolden {};

TEST_P(MetricsGoldenOfOneReference, OfNistAndVariety) {
  const Pairs pairs = ReadPairs();
  const auto scored = ComputeTextScores({pairs.hypotheses, pairs.references, {}});
  ASSERT_TRUE(scored);
  const TextScores& total = scored->total;
  EXPECT_NEAR(total.nist_2, Corpus()["nist_2"].get<double>(), kCorpus);
  EXPECT_NEAR(total.nist_4, Corpus()["nist_4"].get<double>(), kCorpus);
  EXPECT_NEAR(total.distinct_1, Corpus()["distinct_1"].get<double>(), kCorpus);
  EXPECT_NEAR(total.distinct_2, Corpus()["distinct_2"].get<double>(), kCorpus);
  EXPECT_NEAR(total.entropy_4, Corpus()["entropy_4"].get<double>(), kCorpus);
  EXPECT_NEAR(total.mean_length, Corpus()["mean_length"].get<double>(), kCorpus);
}

// 1,000 summaries of rouge-score's own tests, with the middles of the package's unseeded bootstrap.
TEST(RougeOfManySummaries, IsWithinTheNoiseOfThePackagesBootstrap) {
  const std::filesystem::path shared = testing::SharedFixtures() / "metrics/rouge";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << shared << " is not here";
  const auto hypotheses = ReadTextLines((shared / "prediction_large.txt").string());
  const auto references = ReadTextLines((shared / "target_large.txt").string());
  ASSERT_TRUE(hypotheses && references);
  ASSERT_EQ(hypotheses->size(), 1000U);
  std::vector<std::vector<std::string>> lists;
  for (const std::string& reference : *references) lists.push_back({reference});
  constexpr size_t kSamples = 1000;
  const auto scored = ComputeTextScores(
      {*hypotheses, lists, {}},
      {.metrics = {TextMetric::kRouge}, .rouge_stemming = RougeStemming::kNone, .bootstrap_samples = kSamples});
  ASSERT_TRUE(scored);
  const auto text = ReadTextFile(shared / "expected_bootstrap_results.json", 1 << 20);
  ASSERT_TRUE(text);
  const Json expected = Json::parse(*text);
  EXPECT_EQ(expected.size(), 3U);
  for (const auto& [name, middle] : expected.items()) {
    for (size_t type = 0; type < kRougeTypes; ++type) {
      if (ToString(static_cast<RougeType>(type)) != name) continue;
      const MeanInterval& ours = *scored->total.rouge[type].f1;
      // The median of n draws of a normal mean strays by 1.2533 sd / sqrt(n), both medians do, and 95 % span 3.92 sd.
      const double sd = (ours.high - ours.low) / 3.92;
      EXPECT_NEAR(ours.mid, middle.get<double>() / 100, 5 * std::sqrt(2.0 / kSamples) * 1.2533 * sd) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(References, MetricsGolden, ::testing::Values("one", "all"));
INSTANTIATE_TEST_SUITE_P(References, MetricsGoldenOfOneReference, ::testing::Values("one"));

}  // namespace
}  // namespace godel
