// SPDX-License-Identifier: MIT
#include "godel/prepare/tasks/dialog_examples.h"

#include <fmt/format.h>

namespace godel {

Status DialogExamples::Add(const std::vector<std::string>& context, std::string knowledge, std::string response) {
  constexpr size_t kMaxBytes = size_t{64} << 20;
  bytes_ += sizeof(Example) + knowledge.size() + response.size();
  for (const std::string& turn : context) bytes_ += sizeof(turn) + turn.size();
  if (bytes_ > kMaxBytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("the examples of this dialog would take more than {} bytes", kMaxBytes));
  examples_.push_back({.instruction = {},
                       .context = context,
                       .knowledge = std::move(knowledge),
                       .response = std::move(response),
                       .dialog = dialog_});
  return {};
}

}  // namespace godel
