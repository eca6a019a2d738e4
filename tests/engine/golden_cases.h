// SPDX-License-Identifier: MIT
// The golden generation cases: what transformers' generate() returned, and running them through the engine.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "godel/base/cpu_features.h"
#include "godel/engine/engine.h"
#include "support/golden.h"

namespace godel::testing {

// A row of a golden case: one input and its num_return_sequences expected replies.
struct GoldenRow {
  std::string name;
  std::vector<TokenId> input_ids;
  Json kwargs;
  std::vector<std::vector<TokenId>> output_ids;  // without padding
  std::vector<float> scores;                     // with beams
};

// Which of godel-mini's 160 prompts a test looks at: all with the kernels that this machine runs best. With others
// every fourth, and every sixteenth under sanitizers and with the scalar kernels: a whole run takes minutes there and
// reaches no other line of code, and what each kernel rounds has tests of its own (tests/kernels).
inline size_t EveryPrompt() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return 16;
#else
  if (MaxIsa().value() == Isa::scalar) return 16;
  return std::getenv("GODEL_MAX_ISA") != nullptr ? 4 : 1;
#endif
}

// The input of a golden line, or where not every prompt is looked at its last quarter: for tests that compare replies
// with each other and not with transformers'. The lengths differ as those of the whole inputs do.
inline std::vector<TokenId> AnyInput(const Json& golden) {
  std::vector<TokenId> ids = ToIds(golden["input_ids"]);
  if (EveryPrompt() > 1) ids.erase(ids.begin(), ids.end() - static_cast<ptrdiff_t>((ids.size() + 3) / 4));
  return ids;
}

// Padding goes after the first </s> behind the start token, if the row has one.
inline std::vector<TokenId> WithoutPadding(std::vector<TokenId> ids, const std::vector<TokenId>& eos) {
  for (size_t i = 1; i < ids.size(); ++i)
    if (std::find(eos.begin(), eos.end(), ids[i]) != eos.end()) {
      ids.resize(i + 1);
      break;
    }
  return ids;
}

// tests/golden/godel_tiny/cases.jsonl.gz. Where transformers 4.57.6 and 5.23.0 differ, 5.23.0's answer.
inline std::vector<GoldenRow> GodelTinyRows() {
  std::vector<GoldenRow> rows;
  for (const Json& c : ReadGoldenJsonLines("godel_tiny/cases.jsonl.gz")) {
    const bool newer = c.value("differs_in_v5", false);
    const Json& outputs = c[newer ? "v5_output_ids" : "output_ids"];
    const char* score_name = newer && c.contains("v5_sequences_scores") ? "v5_sequences_scores" : "sequences_scores";
    const size_t inputs = c["input_ids"].size(), each = outputs.size() / inputs;
    std::vector<TokenId> eos = {kEosId};
    if (c["kwargs"].contains("eos_token_id")) eos = ToIds(c["kwargs"]["eos_token_id"]);
    for (size_t i = 0; i < inputs; ++i) {
      GoldenRow& row = rows.emplace_back();
      row.name = c["name"].get<std::string>() + " input " + std::to_string(i);
      row.kwargs = c["kwargs"];
      for (size_t t = 0; t < c["input_ids"][i].size(); ++t)
        if (c["attention_mask"][i][t].get<int>() == 1)
          row.input_ids.push_back(TokenId{c["input_ids"][i][t].get<int32_t>()});
      for (size_t r = 0; r < each; ++r) {
        row.output_ids.push_back(WithoutPadding(ToIds(outputs[i * each + r]), eos));
        if (c.contains(score_name)) row.scores.push_back(c[score_name][i * each + r].get<float>());
      }
    }
  }
  return rows;
}

inline GenerateRequest ToRequest(const GoldenRow& row) {
  GenerateRequest request{.input_ids = row.input_ids, .decoder_input_ids = {}, .params = {}, .on_token = {}};
  Json kwargs = row.kwargs;
  if (kwargs.contains("decoder_input_ids")) {
    const Json& ids = kwargs["decoder_input_ids"];
    request.decoder_input_ids = ToIds(ids[0].is_array() ? ids[0] : ids);
    kwargs.erase("decoder_input_ids");
  }
  const Status applied = ApplyJson(kwargs, UnknownKeys::kRefuse, &request.params);
  EXPECT_TRUE(applied) << row.name << ": " << (applied ? "" : applied.error().message);
  return request;
}

inline std::unique_ptr<Engine> LoadEngine(const std::filesystem::path& folder, const EngineOptions& options) {
  auto engine = Engine::Load(folder, options);
  EXPECT_TRUE(engine) << (engine ? "" : engine.error().message);
  return engine ? std::move(*engine) : nullptr;
}
inline std::unique_ptr<Engine> LoadGodelTiny(const EngineOptions& options = {}) {
  return LoadEngine(GoldenPath("godel_tiny"), options);
}
inline std::unique_ptr<Engine> LoadGodelMini(const EngineOptions& options = {}) {
  return LoadEngine(ModelsDir() / "godel-mini", options);
}

}  // namespace godel::testing
