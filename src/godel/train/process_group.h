// SPDX-License-Identifier: MIT
// The processes of a data-parallel run: they meet at rank 0 and add up what each of them has (libtorch's c10d: over
// NCCL between GPUs, over Gloo between CPUs and where there is no NCCL). All must make the same calls in the same
// order.
#pragma once
#include <chrono>
#include <memory>

#include "godel/base/result.h"
#include "godel/train/process_place.h"
#include "godel/train/torch.h"

namespace godel::train {

class ProcessGroup {
 public:
  // Waits until all processes are there. A group of one meets nobody, and its calls do nothing.
  // Error: kIo when they do not come within the timeout; kUnsupported when the program was built without Gloo and NCCL.
  static Result<ProcessGroup> Join(const ProcessPlace& place, at::Device device, std::chrono::seconds timeout);
  ProcessGroup(ProcessGroup&&) noexcept;
  ProcessGroup& operator=(ProcessGroup&&) noexcept;
  ~ProcessGroup();

  size_t rank() const;
  size_t world_size() const;
  bool IsFirst() const { return rank() == 0; }

  // `tensor`, contiguous f32 or f64 on any device, becomes the sum of those of all processes, the same bits in each.
  // Error: kIo when a process is gone (at once when it died, after kLostAfter when its machine did, after the timeout
  // when it does nothing any more).
  Status AddUp(const at::Tensor& tensor);
  // Whether it is true in any of the processes.
  Result<bool> Any(bool value);
  // Waits for all.
  Status Meet();

 private:
  struct Impl;
  explicit ProcessGroup(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace godel::train
