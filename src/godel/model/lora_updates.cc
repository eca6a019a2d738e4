// SPDX-License-Identifier: MIT
#include "godel/model/lora_updates.h"

#include <algorithm>

namespace godel {
namespace {

void AddOne(const LoraUpdate& update, size_t begin, std::span<float> values) {
  const size_t columns = update.a.size() / update.rank;
  std::vector<float> sums;
  while (!values.empty()) {
    const size_t row = begin / columns, first = begin % columns;
    const std::span<float> part = values.first(std::min(values.size(), columns - first));
    sums.assign(part.size(), 0.0f);
    for (size_t r = 0; r < update.rank; ++r) {
      const float factor = update.b[row * update.rank + r];
      const float* const a = update.a.data() + r * columns + first;
      for (size_t i = 0; i < part.size(); ++i) sums[i] += factor * a[i];
    }
    // As PEFT: the product is scaled, not its factors.
    for (size_t i = 0; i < part.size(); ++i) part[i] += update.scale * sums[i];
    begin += part.size();
    values = values.subspan(part.size());
  }
}

}  // namespace

size_t LoraUpdates::TotalRank(const std::string& tensor) const {
  const auto found = of_.find(tensor);
  size_t rank = 0;
  if (found != of_.end())
    for (const LoraUpdate& update : found->second) rank += update.rank;
  return rank;
}

void LoraUpdates::AddTo(const std::string& tensor, size_t begin, std::span<float> values) const {
  const auto found = of_.find(tensor);
  if (found == of_.end()) return;
  for (const LoraUpdate& update : found->second) AddOne(update, begin, values);
}

}  // namespace godel
