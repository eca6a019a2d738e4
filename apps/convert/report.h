// SPDX-License-Identifier: MIT
// `godel convert --report`: what the new weights lose beside f32, over inputs of the user's own.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/weight_type.h"
#include "godel/model/lora_adapter.h"

namespace godel::apps {

struct ReportRequest {
  std::filesystem::path exact;    // the model as it was,
  std::vector<LoraFolder> lora;   // with these adapters
  std::filesystem::path rounded;  // the converted one
  std::string inputs;             // JSON lines as `godel generate` takes them
};
// Prints the comparison. Error: a line that cannot be used, or the first thing that went wrong; kResourceExhausted
// after a Ctrl-C.
Status PrintReport(const ReportRequest& request);

// The same with one part of the weights at a time in `type` and the rest in f32.
Status PrintReportByPart(const ReportRequest& request, WeightType type);

}  // namespace godel::apps
