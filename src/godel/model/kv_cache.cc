// SPDX-License-Identifier: MIT
#include "godel/model/kv_cache.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "godel/base/check.h"

namespace godel {
namespace {

constexpr size_t kFirstPositions = 32;

}  // namespace

KvCache::KvCache(size_t num_layers, size_t max_rows, size_t width, std::shared_ptr<BufferPool> pool)
    : num_layers_(num_layers), max_rows_(max_rows), width_(width), pool_(std::move(pool)), slots_(1) {}

void KvCache::Reorder(std::span<const size_t> parents) {
  GODEL_CHECK(parents.size() <= max_rows_);
  std::vector<std::vector<size_t>> slots;
  slots.reserve(parents.size());
  for (size_t i = 0; i < parents.size(); ++i) {
    GODEL_CHECK(parents[i] < slots_.size());
    // The last user of a list takes it; the others copy.
    const bool used_again = std::find(parents.begin() + i + 1, parents.end(), parents[i]) != parents.end();
    slots.push_back(used_again ? slots_[parents[i]] : std::move(slots_[parents[i]]));
  }
  slots_ = std::move(slots);
}

void KvCache::Extend(size_t row, size_t count) {
  std::vector<size_t>& slots = slots_[row];
  Reserve(slots.size() + count);
  for (size_t i = 0; i < count; ++i) slots.push_back((slots.size() * max_rows_ + row) * width_);
}

void KvCache::Reserve(size_t positions) {
  if (positions <= capacity_) return;
  const size_t old_part = PartFloats() * sizeof(float);
  capacity_ = std::max({positions, 2 * capacity_, kFirstPositions});
  const size_t part = PartFloats() * sizeof(float);
  PooledBuffer grown(pool_, 2 * num_layers_ * part);
  if (old_part > 0)
    for (size_t i = 0; i < 2 * num_layers_; ++i)
      std::memcpy(static_cast<std::byte*>(grown.data()) + i * part,
                  static_cast<const std::byte*>(memory_.data()) + i * old_part, old_part);
  memory_ = std::move(grown);
}

}  // namespace godel
