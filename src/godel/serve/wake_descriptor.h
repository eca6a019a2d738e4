// SPDX-License-Identifier: MIT
// A flag that poll sees, so that a thread can wait for it and for a socket at once.
#pragma once
#include "godel/base/result.h"

namespace godel {

class WakeDescriptor {
 public:
  // Error: kIo, when the process or the system has no descriptors left.
  static Result<WakeDescriptor> Create();
  WakeDescriptor(WakeDescriptor&& other) noexcept;
  WakeDescriptor& operator=(WakeDescriptor&&) = delete;
  ~WakeDescriptor();

  // From any thread or signal handler: poll finds it readable until Clear.
  void Set() const;
  void Clear() const;

  int descriptor() const { return descriptor_; }

 private:
  explicit WakeDescriptor(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;  // owned; -1: moved away
};

}  // namespace godel
