// SPDX-License-Identifier: MIT
// What `godel evaluate compare` and `godel evaluate human read` are given: a prediction becomes a page, and a key and
// answers to its study become results.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "godel/evaluate/human/human_report.h"
#include "godel/evaluate/human/human_results.h"
#include "godel/evaluate/runs/run_report.h"

namespace {

void ReadPrediction(const godel::Json& json) {
  auto prediction = godel::ParsePrediction(json);
  if (!prediction) return;
  const godel::SavedRun run{.name = "run", .metrics = json, .predictions = {*prediction}};
  if (godel::RunReport(run).empty()) std::abort();
}

// The key is also asked for its own answers, so that one input can reach both readers.
void ReadStudy(const godel::Json& json) {
  const auto study = godel::ParseStudyKey(json);
  if (!study) return;
  godel::HumanAnswers answers;
  godel::Json sheet = json.value("sheet", godel::Json::object());
  if (!godel::AddAnswers(sheet, *study, "file", &answers)) return;
  const auto results = godel::SummarizeStudy(*study, answers, {}, {.samples = 3});
  if (!results || godel::HumanReport(*study, answers, *results).empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto json = godel::ParseJson({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  ReadPrediction(*json);
  ReadStudy(*json);
  return 0;
}
