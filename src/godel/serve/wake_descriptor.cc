// SPDX-License-Identifier: MIT
#include "godel/serve/wake_descriptor.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace godel {

Result<WakeDescriptor> WakeDescriptor::Create() {
  const int descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) return Fail(ErrorCode::kIo, std::strerror(errno));
  return WakeDescriptor(descriptor);
}

WakeDescriptor::WakeDescriptor(WakeDescriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WakeDescriptor::~WakeDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void WakeDescriptor::Set() const {
  ::eventfd_write(descriptor_, 1);  // fails only when it is set so often that it cannot be set more
}

void WakeDescriptor::Clear() const {
  eventfd_t ignored = 0;
  ::eventfd_read(descriptor_, &ignored);  // fails when it is not set
}

}  // namespace godel
