// SPDX-License-Identifier: MIT
#include "godel/base/byte_arena.h"

#include <algorithm>

namespace godel {
namespace {

// Address space; only what is written becomes memory.
constexpr size_t kChunkBytes = size_t{64} << 20;

}  // namespace

std::span<std::byte> ByteArena::Take(size_t bytes) {
  const size_t rounded =
      (bytes + AlignedBuffer::kAlignment - 1) / AlignedBuffer::kAlignment * AlignedBuffer::kAlignment;
  if (chunks_.empty() || chunks_.back().bytes() - used_ < rounded) {
    chunks_.emplace_back(std::max(kChunkBytes, rounded));
    used_ = 0;
  }
  std::byte* const start = static_cast<std::byte*>(chunks_.back().data()) + used_;
  used_ += rounded;
  return {start, bytes};
}

}  // namespace godel
