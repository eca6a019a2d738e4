// SPDX-License-Identifier: MIT
// Owned bytes that begin with a cache line, which is also the widest vector load of the kernels.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <memory>

#include "godel/base/cache_line.h"

namespace godel {

class AlignedBuffer {
 public:
  static constexpr size_t kAlignment = kCacheLine;
  AlignedBuffer() = default;
  // Not zeroed. Throws std::bad_alloc like any container; sizes from files are checked before they come here. From 2
  // MiB on it asks for huge pages: reading weights through pages of 4 KiB costs a fifth of the memory's speed.
  explicit AlignedBuffer(size_t bytes);
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
