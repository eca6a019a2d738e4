// SPDX-License-Identifier: MIT
// Owned bytes on a 64-byte boundary: a cache line, and the widest vector load of the kernels.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace godel {

class AlignedBuffer {
 public:
  static constexpr size_t kAlignment = 64;
  AlignedBuffer() = default;
  // Not zeroed. Throws std::bad_alloc like any container; sizes from files are checked before they come here.
  explicit AlignedBuffer(size_t bytes) : bytes_(bytes) {
    if (bytes == 0) return;
    data_.reset(std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment));
    if (!data_) throw std::bad_alloc();
  }
  void* data() { return data_.get(); }
  const void* data() const { return data_.get(); }
  size_t bytes() const { return bytes_; }

 private:
  struct Free {
    void operator()(void* p) const { std::free(p); }
  };
  std::unique_ptr<void, Free> data_;
  size_t bytes_ = 0;
};

}  // namespace godel
