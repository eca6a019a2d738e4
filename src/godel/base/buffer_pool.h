// SPDX-License-Identifier: MIT
// Buffers that are used again. The system hands out megabytes zeroed and page by page, which takes as long as filling
// them with keys and values: a tenth of an input's reading.
#pragma once
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "godel/base/aligned_buffer.h"

namespace godel {

class BufferPool;

// A buffer that goes back to its pool in the end, on whichever thread that is. Without a pool it is a plain one.
class PooledBuffer {
 public:
  PooledBuffer() = default;
  // Not zeroed, at least `bytes` long.
  PooledBuffer(std::shared_ptr<BufferPool> pool, size_t bytes);
  PooledBuffer(PooledBuffer&& other) noexcept = default;
  PooledBuffer& operator=(PooledBuffer&& other) noexcept;
  ~PooledBuffer();

  void* data() { return buffer_.data(); }
  const void* data() const { return buffer_.data(); }
  size_t bytes() const { return buffer_.bytes(); }

 private:
  std::shared_ptr<BufferPool> pool_;
  AlignedBuffer buffer_;
};

// For any thread.
class BufferPool {
 public:
  // Keeps buffers that nobody uses up to this many bytes; the ones that came first go first.
  explicit BufferPool(size_t max_spare_bytes) : max_spare_bytes_(max_spare_bytes) {}

  // A spare one that is at most a quarter larger, else a new one.
  AlignedBuffer Take(size_t bytes);
  void Give(AlignedBuffer buffer);

  size_t spare_bytes() const;

 private:
  const size_t max_spare_bytes_;
  mutable std::mutex mutex_;
  std::vector<AlignedBuffer> spare_;  // in the order of their coming
  size_t spare_bytes_ = 0;
};

}  // namespace godel
