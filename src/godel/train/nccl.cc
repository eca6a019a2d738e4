// SPDX-License-Identifier: MIT
#include "godel/train/all_reduce.h"

#ifdef USE_C10D_NCCL  // set by the build where libtorch has CUDA, and its headers and NCCL's are there
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include <cstdlib>

#include "godel/train/meeting_store.h"
#endif

namespace godel::train {

#ifdef USE_C10D_NCCL
namespace {

AllReduce JoinByNccl(const ProcessPlace& place, std::chrono::seconds timeout) {
  // So that wait() waits for the sum and throws what goes wrong, where otherwise a thread of libtorch's would end the
  // program. Older versions know the second name. What the user set stands.
  for (const char* const name : {"TORCH_NCCL_BLOCKING_WAIT", "NCCL_BLOCKING_WAIT"}) ::setenv(name, "1", 0);
  auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = timeout;
  const auto nccl = c10::make_intrusive<c10d::ProcessGroupNCCL>(
      MeetingStore(place, timeout), static_cast<int>(place.rank), static_cast<int>(place.world_size), options);
  return [nccl](std::vector<at::Tensor>& tensor) { nccl->allreduce(tensor)->wait(); };
}

}  // namespace

JoinProcesses NcclOrNull() {
  return JoinByNccl;
}
#else
JoinProcesses NcclOrNull() {
  return nullptr;
}
#endif

}  // namespace godel::train
