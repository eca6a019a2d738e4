// SPDX-License-Identifier: MIT
#include "command_line/checkpoint_summary.h"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace godel::apps {

CheckpointSummary Summarize(const Checkpoint& checkpoint) {
  CheckpointSummary summary;
  std::set<std::pair<const std::byte*, size_t>> seen;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    ++summary.tensors;
    const TensorView& view = tensor.view;
    if (!seen.emplace(view.data.data(), view.data.size()).second) continue;
    const size_t elements = NumElements(view.shape);
    summary.parameters += elements;
    summary.stored_bytes += view.data.size();
    summary.parameters_of_type[std::string(DataTypeName(view.type))] += elements;
  }
  return summary;
}

std::string TypeNames(const CheckpointSummary& summary) {
  std::string names;
  for (const auto& [name, count] : summary.parameters_of_type) names += (names.empty() ? "" : ", ") + name;
  return names;
}

std::string ShortCount(size_t count) {
  const double value = static_cast<double>(count);
  if (value >= 1e9) return fmt::format("{:.2f} G", value / 1e9);
  if (value >= 1e6) return fmt::format("{:.1f} M", value / 1e6);
  if (value >= 1e3) return fmt::format("{:.1f} k", value / 1e3);
  return fmt::format("{}", count);
}

}  // namespace godel::apps
