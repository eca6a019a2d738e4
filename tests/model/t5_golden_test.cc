// SPDX-License-Identifier: MIT
// Encoder output, logits and losses of two tiny T5 (v1.0: ReLU, tied; v1.1: gated GELU, own vocabulary matrix;
// different depths of the stacks, heads that are not d_model / num_heads wide) and of the GODEL-shaped one, as
// transformers computes them. Tolerances: tests/golden/README.md.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "godel/model/encoder_decoder.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::GoldenPath;
using testing::ToIds;

EncoderDecoder LoadTiny(const std::string& name, size_t threads = 2) {
  auto config = LoadT5Config(GoldenPath("t5_tiny/" + name + ".config.json"));
  EXPECT_TRUE(config) << (config ? "" : config.error().message);
  auto model = EncoderDecoder::Load(
      *config, std::move(*LoadSafetensors(GoldenPath("t5_tiny/" + name + ".safetensors"))), threads);
  EXPECT_TRUE(model) << (model ? "" : model.error().message);
  return std::move(*model);
}

EncoderDecoder LoadGodelTiny() {
  auto config = LoadT5Config(GoldenPath("godel_tiny/config.json"));
  EXPECT_TRUE(config) << (config ? "" : config.error().message);
  auto model = EncoderDecoder::Load(*config, std::move(*LoadTorchZip(GoldenPath("godel_tiny/pytorch_model.bin"))), 2);
  EXPECT_TRUE(model) << (model ? "" : model.error().message);
  return std::move(*model);
}

// A row of a padded golden batch without its padding.
std::vector<TokenId> Unpadded(const Json& ids, const Json& mask) {
  std::vector<TokenId> row;
  for (size_t i = 0; i < ids.size(); ++i)
    if (mask[i].get<int>() == 1) row.push_back(TokenId{ids[i].get<int32_t>()});
  return row;
}

void ExpectRow(std::span<const float> actual, const Json& expected, double tolerance, const std::string& what) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i)
    ASSERT_NEAR(actual[i], expected[i].get<double>(), tolerance) << what << " at " << i;
}

Matrix LogitsOf(EncoderDecoder& model, const CrossKv& cross, std::span<const TokenId> decoder_ids) {
  KvCache cache = model.MakeCache(1);
  const DecoderInput input{&cache, 0, &cross, decoder_ids};
  const ConstMatrixView hidden = model.Decode({&input, 1});
  Matrix logits(hidden.rows, model.config().vocab_size);
  model.Logits(hidden, logits.view());
  return logits;
}

class TinyT5 : public ::testing::TestWithParam<const char*> {};

TEST_P(TinyT5, EncoderOutputAndLogitsEqualTransformers) {
  const Json golden = testing::ReadGoldenJson(std::string("t5_tiny/") + GetParam() + ".expected.json.gz");
  EncoderDecoder model = LoadTiny(GetParam());
  std::vector<std::vector<TokenId>> inputs;
  std::vector<std::span<const TokenId>> spans;
  for (size_t b = 0; b < 2; ++b) inputs.push_back(Unpadded(golden["input_ids"][b], golden["attention_mask"][b]));
  for (const auto& ids : inputs) spans.push_back(ids);
  const ConstMatrixView encoded = model.Encode(spans);
  std::vector<std::shared_ptr<const CrossKv>> cross;
  size_t row = 0;
  for (size_t b = 0; b < 2; ++b) {
    for (size_t s = 0; s < inputs[b].size(); ++s)
      ExpectRow(encoded.row(row + s), golden["encoder_last_hidden_state"][b][s], 1e-4, "encoder output");
    cross.push_back(model.MakeCrossKv(encoded.row_range(row, inputs[b].size())));
    row += inputs[b].size();
  }
  double loss = 0;
  size_t kept = 0;
  for (size_t b = 0; b < 2; ++b) {
    const std::vector<TokenId> ids = ToIds(golden["decoder_input_ids"][b]);
    const Matrix logits = LogitsOf(model, *cross[b], ids);
    for (size_t t = 0; t < ids.size(); ++t) {
      ExpectRow(logits.row(t), golden["logits"][b][t], 2e-3, "logits");
      const int label = golden["labels"][b][t].get<int>();
      if (label < 0) continue;
      double sum = 0;
      for (float x : logits.row(t)) sum += std::exp(double{x});
      loss += std::log(sum) - logits.row(t)[static_cast<size_t>(label)];
      ++kept;
    }
  }
  EXPECT_NEAR(loss / double(kept), golden["loss"].get<double>(), 2e-4);
}

// 200 source and 150 target positions: beyond max_distance, where all share a bucket.
TEST_P(TinyT5, LongInputsEqualTransformers) {
  const Json golden = testing::ReadGoldenJson(std::string("t5_tiny/") + GetParam() + ".expected.json.gz");
  EncoderDecoder model = LoadTiny(GetParam());
  const std::vector<TokenId> ids = ToIds(golden["long_input_ids"][0]);
  const std::span<const TokenId> span = ids;
  const auto cross = model.MakeCrossKv(model.Encode({&span, 1}));
  const Matrix logits = LogitsOf(model, *cross, ToIds(golden["long_decoder_input_ids"][0]));
  ExpectRow(logits.row(logits.rows() - 1), golden["long_logits_last"], 2e-3, "last logits");
}

// The cache's promise: one token at a time, in lumps, or all at once gives the same bits.
TEST_P(TinyT5, StepsEqualWholeSequences) {
  const Json golden = testing::ReadGoldenJson(std::string("t5_tiny/") + GetParam() + ".expected.json.gz");
  EncoderDecoder model = LoadTiny(GetParam());
  const std::vector<TokenId> source = ToIds(golden["long_input_ids"][0]),
                             target = ToIds(golden["long_decoder_input_ids"][0]);
  const std::span<const TokenId> span = source;
  const auto cross = model.MakeCrossKv(model.Encode({&span, 1}));
  const Matrix whole = LogitsOf(model, *cross, target);
  for (size_t lump : {1, 7}) {
    KvCache cache = model.MakeCache(1);
    for (size_t t = 0; t < target.size(); t += lump) {
      const size_t count = std::min(lump, target.size() - t);
      const DecoderInput input{&cache, 0, cross.get(), std::span(target).subspan(t, count)};
      const ConstMatrixView hidden = model.Decode({&input, 1});
      Matrix logits(count, whole.cols());
      model.Logits(hidden, logits.view());
      for (size_t i = 0; i < count; ++i)
        ASSERT_EQ(std::memcmp(logits.row(i).data(), whole.row(t + i).data(), whole.cols() * sizeof(float)), 0)
            << "position " << t + i << " in lumps of " << lump;
    }
  }
}

// Bits do not depend on threads, nor on what is encoded and decoded beside a request.
TEST_P(TinyT5, ResultsDoNotDependOnCompanyOrThreads) {
  const Json golden = testing::ReadGoldenJson(std::string("t5_tiny/") + GetParam() + ".expected.json.gz");
  std::vector<std::vector<TokenId>> sources;
  for (size_t i = 0; i < 17; ++i) {
    std::vector<TokenId> ids = ToIds(golden["long_input_ids"][0]);
    ids.resize(1 + (i * 37) % ids.size());
    sources.push_back(ids);
  }
  const std::vector<TokenId> target = ToIds(golden["decoder_input_ids"][0]);
  std::vector<Matrix> alone;
  {
    EncoderDecoder model = LoadTiny(GetParam(), 1);
    for (const auto& ids : sources) {
      const std::span<const TokenId> span = ids;
      const auto cross = model.MakeCrossKv(model.Encode({&span, 1}));
      alone.push_back(LogitsOf(model, *cross, target));
    }
  }
  for (size_t threads : {1, 2, 4}) {
    EncoderDecoder model = LoadTiny(GetParam(), threads);
    const std::vector<std::span<const TokenId>> spans(sources.begin(), sources.end());
    const ConstMatrixView encoded = model.Encode(spans);
    std::vector<std::shared_ptr<const CrossKv>> cross;
    std::vector<KvCache> caches;
    size_t row = 0;
    for (const auto& ids : sources) {
      cross.push_back(model.MakeCrossKv(encoded.row_range(row, ids.size())));
      caches.push_back(model.MakeCache(1));
      row += ids.size();
    }
    std::vector<DecoderInput> together;
    for (size_t i = 0; i < sources.size(); ++i) together.push_back({&caches[i], 0, cross[i].get(), target});
    const ConstMatrixView hidden = model.Decode(together);
    Matrix logits(hidden.rows, model.config().vocab_size);
    model.Logits(hidden, logits.view());
    for (size_t i = 0; i < sources.size(); ++i)
      for (size_t t = 0; t < target.size(); ++t)
        ASSERT_EQ(std::memcmp(logits.row(i * target.size() + t).data(), alone[i].row(t).data(),
                              logits.cols() * sizeof(float)),
                  0)
            << "request " << i << " position " << t << " with " << threads << " threads";
  }
}

INSTANTIATE_TEST_SUITE_P(Both, TinyT5, ::testing::Values("v10", "v11"),
                         [](const auto& param_info) { return std::string(param_info.param); });

TEST(GodelTiny, TeacherForcedLogitsEqualTransformers) {
  EncoderDecoder model = LoadGodelTiny();
  const Json golden = testing::ReadGoldenJson("godel_tiny/logits.json.gz");
  for (const Json& c : golden["cases"]) {
    SCOPED_TRACE(c["name"].get<std::string>());
    const std::vector<TokenId> ids = ToIds(c["input_ids"]);
    const std::span<const TokenId> span = ids;
    const ConstMatrixView encoded = model.Encode({&span, 1});
    for (size_t i = 0; i < c["encoder_first"].size(); ++i)
      ExpectRow(encoded.row(i), c["encoder_first"][i], 1e-4, "encoder");
    for (size_t i = 0; i < c["encoder_last"].size(); ++i)
      ExpectRow(encoded.row(c["encoder_last_positions"][i].get<size_t>()), c["encoder_last"][i], 1e-4, "encoder");
    const auto cross = model.MakeCrossKv(encoded);
    const Matrix logits = LogitsOf(model, *cross, ToIds(c["decoder_input_ids"]));
    for (const Json& at : c["logits"]) {
      const auto row = logits.row(at["position"].get<size_t>());
      double sum = 0;
      for (float x : row) sum += std::exp(double{x});
      EXPECT_NEAR(std::log(sum), at["logsumexp"].get<double>(), 2e-3);
      for (size_t i = 0; i < at["top_ids"].size(); ++i)
        EXPECT_NEAR(row[at["top_ids"][i].get<size_t>()], at["top_logits"][i].get<double>(), 2e-3);
    }
  }
}

TEST(LoadWeights, SaysWhatIsMissingOrMisshapen) {
  const T5Config config = std::move(*LoadT5Config(GoldenPath("t5_tiny/v10.config.json")));
  Checkpoint whole = std::move(*LoadSafetensors(GoldenPath("t5_tiny/v10.safetensors")));

  Checkpoint missing = whole;
  missing.tensors.erase("decoder.block.1.layer.2.DenseReluDense.wo.weight");
  auto model = EncoderDecoder::Load(config, missing, 1);
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("decoder.block.1.layer.2.DenseReluDense.wo.weight"), std::string::npos);

  T5Config other = config;
  other.d_ff *= 2;
  model = EncoderDecoder::Load(other, whole, 1);
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("[128, 32], the file has [64, 32]"), std::string::npos) << model.error().message;

  other = config;
  other.num_decoder_layers = 7;
  model = EncoderDecoder::Load(other, whole, 1);
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("decoder.block.2."), std::string::npos) << model.error().message;
}

}  // namespace
}  // namespace godel
