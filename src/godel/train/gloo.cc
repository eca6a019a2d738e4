// SPDX-License-Identifier: MIT
#include "godel/train/all_reduce.h"

#ifdef USE_C10D_GLOO  // set by the build where Gloo's headers are those of this libtorch
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include "godel/train/meeting_store.h"
#endif

namespace godel::train {

#ifdef USE_C10D_GLOO
namespace {

AllReduce JoinByGloo(const ProcessPlace& place, std::chrono::seconds timeout) {
  auto options = c10d::ProcessGroupGloo::Options::create();
  options->timeout = timeout;
  options->threads = 1;
  options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
  const auto gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(
      MeetingStore(place, timeout), static_cast<int>(place.rank), static_cast<int>(place.world_size), options);
  return [gloo](std::vector<at::Tensor>& tensor) { gloo->allreduce(tensor)->wait(); };
}

}  // namespace

JoinProcesses GlooOrNull() {
  return JoinByGloo;
}
#else
JoinProcesses GlooOrNull() {
  return nullptr;
}
#endif

}  // namespace godel::train
