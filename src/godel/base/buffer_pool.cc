// SPDX-License-Identifier: MIT
#include "godel/base/buffer_pool.h"

#include <utility>

namespace godel {

PooledBuffer::PooledBuffer(std::shared_ptr<BufferPool> pool, size_t bytes)
    : pool_(std::move(pool)), buffer_(pool_ ? pool_->Take(bytes) : AlignedBuffer(bytes)) {}

PooledBuffer& PooledBuffer::operator=(PooledBuffer&& other) noexcept {
  std::swap(pool_, other.pool_);
  std::swap(buffer_, other.buffer_);
  return *this;
}

PooledBuffer::~PooledBuffer() {
  if (pool_ && buffer_.bytes() > 0) pool_->Give(std::move(buffer_));
}

AlignedBuffer BufferPool::Take(size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    auto best = spare_.end();
    for (auto spare = spare_.begin(); spare != spare_.end(); ++spare)
      if (spare->bytes() >= bytes && spare->bytes() - bytes <= bytes / 4 &&
          (best == spare_.end() || spare->bytes() < best->bytes()))
        best = spare;
    if (best != spare_.end()) {
      AlignedBuffer taken = std::move(*best);
      spare_.erase(best);
      spare_bytes_ -= taken.bytes();
      return taken;
    }
  }
  return AlignedBuffer(bytes);
}

void BufferPool::Give(AlignedBuffer buffer) {
  std::vector<AlignedBuffer> gone;  // returned to the system after the lock is
  const std::lock_guard lock(mutex_);
  if (buffer.bytes() > max_spare_bytes_) return;
  spare_bytes_ += buffer.bytes();
  spare_.push_back(std::move(buffer));
  size_t first_kept = 0;
  for (; spare_bytes_ > max_spare_bytes_; ++first_kept) {
    spare_bytes_ -= spare_[first_kept].bytes();
    gone.push_back(std::move(spare_[first_kept]));
  }
  spare_.erase(spare_.begin(), spare_.begin() + static_cast<std::ptrdiff_t>(first_kept));
}

size_t BufferPool::spare_bytes() const {
  const std::lock_guard lock(mutex_);
  return spare_bytes_;
}

}  // namespace godel
