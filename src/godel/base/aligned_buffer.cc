// SPDX-License-Identifier: MIT
#include "godel/base/aligned_buffer.h"

#include <sys/mman.h>

#include <new>

namespace godel {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;

}  // namespace

AlignedBuffer::AlignedBuffer(size_t bytes) : bytes_(bytes) {
  if (bytes == 0) return;
  const bool huge = bytes >= kHugePage;
  void* memory = nullptr;
  if (posix_memalign(&memory, huge ? kHugePage : kAlignment, bytes) != 0) throw std::bad_alloc();
  data_.reset(memory);
  // Whole huge pages alone: the rest would grow to one. Where there are none, nothing is lost.
  if (huge) madvise(memory, bytes / kHugePage * kHugePage, MADV_HUGEPAGE);
}

}  // namespace godel
