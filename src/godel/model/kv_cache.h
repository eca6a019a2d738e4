// SPDX-License-Identifier: MIT
// Self-attention keys and values of one request's rows (its beams or sequences), which grow with every step.
//
// Each position has one slot a row: slot (t, row) holds what row `row` computed at position t. Beams change their past
// by exchanging lists of slots, so reordering copies a few numbers a position and never a key.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "godel/base/buffer_pool.h"

namespace godel {

class KvCache {
 public:
  // `width`: floats of a position's key in one layer (H * K). At most `max_rows` rows live at the same time. Memory
  // comes from the pool, where there is one.
  KvCache(size_t num_layers, size_t max_rows, size_t width, std::shared_ptr<BufferPool> pool = nullptr);

  size_t num_rows() const { return slots_.size(); }
  size_t length(size_t row) const { return slots_[row].size(); }

  // Row i of the next step continues row parents[i] of the last one; at most max_rows of them.
  void Reorder(std::span<const size_t> parents);

  // Gives `row` `count` further positions, to be filled in each layer.
  void Extend(size_t row, size_t count);

  // Forgets the last positions of `row`; `length` is at most its length.
  void Truncate(size_t row, size_t length) { slots_[row].resize(length); }

  // Position t of `row` lies offsets(row)[t] floats behind keys(layer) and values(layer). Valid until Extend or
  // Reorder.
  std::span<const size_t> offsets(size_t row) const { return slots_[row]; }
  float* keys(size_t layer) { return Floats() + 2 * layer * PartFloats(); }
  float* values(size_t layer) { return Floats() + (2 * layer + 1) * PartFloats(); }

  size_t bytes() const { return memory_.bytes(); }

 private:
  void Reserve(size_t positions);
  float* Floats() { return static_cast<float*>(memory_.data()); }
  size_t PartFloats() const { return capacity_ * max_rows_ * width_; }

  size_t num_layers_;
  size_t max_rows_;
  size_t width_;
  size_t capacity_ = 0;  // positions
  std::shared_ptr<BufferPool> pool_;
  PooledBuffer memory_;                     // [layer, keys and values, capacity, max_rows, width]
  std::vector<std::vector<size_t>> slots_;  // a row each: the offset of each position
};

}  // namespace godel
