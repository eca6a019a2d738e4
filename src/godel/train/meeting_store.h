// SPDX-License-Identifier: MIT
// The store of a few words through which processes find each other, kept by rank 0. Only for where libtorch's c10d is.
#pragma once
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <chrono>

#include "godel/train/process_place.h"

namespace godel::train {

inline c10::intrusive_ptr<c10d::Store> MeetingStore(const ProcessPlace& place, std::chrono::seconds timeout) {
  c10d::TCPStoreOptions options;
  options.port = place.master_port;
  options.isServer = place.rank == 0;
  options.numWorkers = place.world_size;
  options.waitWorkers = false;  // the meeting itself waits
  options.timeout = timeout;
  return c10::make_intrusive<c10d::PrefixStore>("godel",
                                                c10::make_intrusive<c10d::TCPStore>(place.master_addr, options));
}

}  // namespace godel::train
