// SPDX-License-Identifier: MIT
// Requests that cannot be served, folders that are no model, and what a request can ask for besides ids.
#include "godel/engine/engine.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "engine/golden_cases.h"

#include "godel/base/json.h"

namespace godel {
namespace {

namespace fs = std::filesystem;
using testing::Ids;
using testing::TempDir;

// A copy of models/godel-mini in which files can be broken.
void CopyMini(const TempDir& dir) {
  for (const auto& entry : fs::directory_iterator(testing::ModelsDir() / "godel-mini"))
    fs::copy_file(entry.path(), dir.path() / entry.path().filename());
}

std::string LoadError(const fs::path& folder) {
  const auto engine = Engine::Load(folder);
  return engine ? "" : engine.error().message;
}

TEST(EngineLoad, SaysWhatIsWrongWithAFolder) {
  EXPECT_NE(LoadError("/no/such/folder").find("no such folder"), std::string::npos);
  const TempDir empty;
  EXPECT_NE(LoadError(empty.path()).find("config.json"), std::string::npos);

  const TempDir no_weights;
  CopyMini(no_weights);
  fs::remove(no_weights.path() / "model.safetensors");
  EXPECT_NE(LoadError(no_weights.path()).find("model.safetensors"), std::string::npos);

  const TempDir truncated;
  CopyMini(truncated);
  fs::resize_file(truncated.path() / "model.safetensors", 1'000'000);
  EXPECT_FALSE(LoadError(truncated.path()).empty());

  const TempDir other_tokenizer;
  CopyMini(other_tokenizer);
  fs::copy_file(testing::GoldenPath("godel_tiny/tokenizer.json"), other_tokenizer.path() / "tokenizer.json",
                fs::copy_options::overwrite_existing);
  EXPECT_NE(LoadError(other_tokenizer.path()).find("32102"), std::string::npos);
  EXPECT_NE(LoadError(other_tokenizer.path()).find("8128"), std::string::npos);

  const TempDir other_shape;
  CopyMini(other_shape);
  Json config = *ReadJsonFile(other_shape.path() / "config.json");
  config["d_model"] = 512;
  other_shape.Write("config.json", config.dump());
  EXPECT_NE(LoadError(other_shape.path()).find("config.json makes it"), std::string::npos);
  config["model_type"] = "bart";
  other_shape.Write("config.json", config.dump());
  EXPECT_NE(LoadError(other_shape.path()).find("bart"), std::string::npos);
}

TEST(EngineLoad, RefusesWeightsThatAreNotNumbers) {
  const TempDir dir;
  CopyMini(dir);
  std::fstream weights(dir.path() / "model.safetensors", std::ios::in | std::ios::out | std::ios::binary);
  weights.seekp(-2, std::ios::end);
  weights.write("\xC0\x7F", 2);  // a bf16 NaN
  weights.close();
  EXPECT_NE(LoadError(dir.path()).find("NaN"), std::string::npos) << LoadError(dir.path());
}

class EngineRequests : public ::testing::Test {
 protected:
  std::string ErrorOf(const std::function<void(GenerateRequest&)>& change) {
    GenerateRequest request;
    request.input_ids = Ids({100, 200, 1});
    request.params = engine_->default_params();
    change(request);
    const auto result = engine_->Generate(request);
    return result ? "" : result.error().message;
  }
  std::unique_ptr<Engine> engine_ = testing::LoadGodelMini();
};

TEST_F(EngineRequests, AbsurdOnesGetAMessage) {
  EXPECT_EQ(ErrorOf([](GenerateRequest&) {}), "");
  EXPECT_NE(ErrorOf([](GenerateRequest& r) { r.input_ids.clear(); }), "");
  EXPECT_NE(ErrorOf([](GenerateRequest& r) { r.input_ids = Ids({8128, 1}); }).find("8128"), std::string::npos);
  EXPECT_NE(ErrorOf([](GenerateRequest& r) { r.input_ids = Ids({-1}); }), "");
  EXPECT_NE(ErrorOf([](GenerateRequest& r) { r.input_ids.resize(20000, TokenId{5}); }).find("20000"),
            std::string::npos);
  EXPECT_NE(ErrorOf([](GenerateRequest& r) {
              r.decoder_input_ids = Ids({0, 9000});
            }).find("decoder_input_ids"),
            std::string::npos);
  EXPECT_NE(ErrorOf([](GenerateRequest& r) { r.decoder_input_ids.resize(30, TokenId{5}), r.params.max_length = 20; }),
            "");
  EXPECT_NE(ErrorOf([](GenerateRequest& r) { r.params.num_beams = 0; }).find("num_beams"), std::string::npos);
  EXPECT_NE(ErrorOf([](GenerateRequest& r) { r.params.top_p = 3; }).find("top_p"), std::string::npos);
  EXPECT_NE(ErrorOf([](GenerateRequest& r) { r.params.min_length = 50; }).find("min_length"), std::string::npos);
  EXPECT_NE(ErrorOf([](GenerateRequest& r) {
              r.params.num_beams = 2, r.params.num_return_sequences = 3;
            }).find("num_return_sequences"),
            std::string::npos);
  EXPECT_NE(ErrorOf([](GenerateRequest& r) { r.params.max_new_tokens = 1'000'000, r.params.num_beams = 200; }), "");
}

TEST_F(EngineRequests, ABadOneSpoilsNoOther) {
  GenerateRequest good, bad;
  good.input_ids = Ids({100, 200, 1});
  good.params = bad.params = engine_->default_params();
  const std::vector<GenerateRequest> requests = {good, bad, good};
  const auto results = engine_->Generate(requests);
  EXPECT_TRUE(results[0]);
  EXPECT_FALSE(results[1]);
  ASSERT_TRUE(results[2]);
  EXPECT_EQ(testing::Values(results[0]->sequences[0].ids), testing::Values(results[2]->sequences[0].ids));
}

TEST_F(EngineRequests, StreamsEachIdAndStopsWhenTold) {
  GenerateRequest request;
  request.input_ids = Ids({100, 200, 300, 1});
  request.params = engine_->default_params();
  request.params.max_new_tokens = 12;
  request.params.min_new_tokens = 12;
  std::vector<TokenId> streamed;
  request.on_token = [&](const NewToken& token) { return streamed.push_back(token.id), true; };
  const auto whole = engine_->Generate(request);
  ASSERT_TRUE(whole);
  std::vector<TokenId> ids = {kPadId};
  ids.insert(ids.end(), streamed.begin(), streamed.end());
  EXPECT_EQ(testing::Values(ids), testing::Values(whole->sequences[0].ids));
  EXPECT_EQ(whole->new_tokens, 12u);
  EXPECT_EQ(whole->sequences[0].finish_reason, FinishReason::kLength);

  streamed.clear();
  request.on_token = [&](const NewToken& token) { return streamed.push_back(token.id), streamed.size() < 5; };
  const auto cut = engine_->Generate(request);
  ASSERT_TRUE(cut);
  EXPECT_EQ(streamed.size(), 5u);
  EXPECT_EQ(cut->sequences[0].finish_reason, FinishReason::kStop);
  EXPECT_EQ(cut->sequences[0].ids.size(), 6u);
}

TEST_F(EngineRequests, StopStringsEndAReplyThatHoldsThem) {
  GenerateRequest request;
  request.input_ids = Ids({100, 200, 300, 1});
  request.params = engine_->default_params();
  request.params.max_new_tokens = 30;
  request.params.min_length = 20;  // so that there is something to stop, whatever the model would say
  const std::string whole = engine_->Generate(request)->sequences[0].text;
  ASSERT_GT(whole.size(), 6u);
  const std::string stop = whole.substr(3, 3);
  request.params.stop_strings = {stop};
  const auto stopped = engine_->Generate(request);
  ASSERT_TRUE(stopped);
  const std::string& text = stopped->sequences[0].text;
  EXPECT_NE(text.find(stop), std::string::npos);
  EXPECT_EQ(whole.compare(0, text.size(), text), 0) << text;
  EXPECT_LT(text.size(), whole.size());
  EXPECT_EQ(stopped->sequences[0].finish_reason, FinishReason::kStop);
}

TEST_F(EngineRequests, APrefixIsContinued) {
  GenerateRequest request;
  request.input_ids = Ids({100, 200, 300, 1});
  request.params = engine_->default_params();
  request.params.max_new_tokens = 10;
  request.params.min_length = 11;  // with the start token: nothing ends it earlier
  const auto whole = engine_->Generate(request)->sequences[0].ids;
  ASSERT_GE(whole.size(), 6u);
  request.decoder_input_ids.assign(whole.begin() + 1, whole.begin() + 4);
  request.params.max_new_tokens = whole.size() - 4;
  EXPECT_EQ(testing::Values(engine_->Generate(request)->sequences[0].ids), testing::Values(whole));
}

// The per_isa runs set GODEL_MAX_ISA and rely on this to mean something.
TEST_F(EngineRequests, UsesTheForcedInstructionSet) {
  const char* forced = std::getenv("GODEL_MAX_ISA");
  if (forced == nullptr) GTEST_SKIP() << "GODEL_MAX_ISA is not set";
  EXPECT_EQ(engine_->isa_name(), forced);
}

}  // namespace
}  // namespace godel
