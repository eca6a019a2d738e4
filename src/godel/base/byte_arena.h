// SPDX-License-Identifier: MIT
// Memory for many pieces that live and die together. They lie close, so that huge pages hold several of them.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "godel/base/aligned_buffer.h"

namespace godel {

// Not for two threads at once. Pieces stay where they are when the arena is moved.
class ByteArena {
 public:
  // Not zeroed, on a 64-byte boundary.
  std::span<std::byte> Take(size_t bytes);

 private:
  std::vector<AlignedBuffer> chunks_;
  size_t used_ = 0;  // of the last chunk
};

}  // namespace godel
