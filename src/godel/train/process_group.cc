// SPDX-License-Identifier: MIT
#include "godel/train/process_group.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include "godel/train/lost_peers.h"

#ifdef USE_C10D_GLOO  // set by the build where Gloo's headers are those of this libtorch
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace godel::train {

#ifdef USE_C10D_GLOO

struct ProcessGroup::Impl {
  ProcessPlace place;
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;  // null in a group of one
};

namespace {

// What is thrown by libtorch is long and has a stack trace behind its first line, whose full stop some have and some
// not.
std::string FirstLine(const std::exception& error) {
  std::string line = error.what();
  line.resize(std::min(line.size(), line.find('\n')));
  if (line.ends_with('.')) line.pop_back();
  return line;
}

// In the words of all versions of libtorch, with the system's reason behind them.
bool SaysThatThePortIsTaken(const std::string& line) {
  return line.find("failed to listen on any local network address") != std::string::npos;
}

Error WhyNobodyWasMet(const ProcessPlace& place, const std::string& line) {
  if (SaysThatThePortIsTaken(line))
    return {ErrorCode::kIo, fmt::format("rank {} of {} cannot open port {}, where the processes were to meet: {}. When "
                                        "another job has it, set MASTER_PORT in all of them (torchrun: --master_port; "
                                        "they meet at the port behind it) and start them again.",
                                        place.rank, place.world_size, place.master_port, line)};
  return {ErrorCode::kIo, fmt::format("rank {} of {} met nobody at {}:{}: {}", place.rank, place.world_size,
                                      place.master_addr, place.master_port, line)};
}

}  // namespace

Result<ProcessGroup> ProcessGroup::Join(const ProcessPlace& place, std::chrono::seconds timeout) {
  auto impl = std::make_unique<Impl>();
  impl->place = place;
  if (place.world_size == 1) return ProcessGroup(std::move(impl));
  const std::vector<int> before = TcpConnections(place.master_port);
  try {
    c10d::TCPStoreOptions options;
    options.port = place.master_port;
    options.isServer = place.rank == 0;
    options.numWorkers = place.world_size;
    options.waitWorkers = false;  // Gloo's own meeting waits
    options.timeout = timeout;
    const auto store = c10::make_intrusive<c10d::TCPStore>(place.master_addr, options);
    impl->store = c10::make_intrusive<c10d::PrefixStore>("godel", store);
    auto gloo = c10d::ProcessGroupGloo::Options::create();
    gloo->timeout = timeout;
    gloo->threads = 1;
    gloo->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    impl->gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(impl->store, static_cast<int>(place.rank),
                                                             static_cast<int>(place.world_size), gloo);
  } catch (const std::exception& error) {
    return tl::unexpected(WhyNobodyWasMet(place, FirstLine(error)));
  }
  // Not those of the store, whose threads end the program without a word when one of them fails.
  for (const int connection : TcpConnections(place.master_port))
    if (std::find(before.begin(), before.end(), connection) == before.end()) NoticeLostPeer(connection);
  return ProcessGroup(std::move(impl));
}

Status ProcessGroup::AddUp(at::Tensor tensor) {
  if (!impl_->gloo) return {};
  try {
    std::vector<at::Tensor> tensors = {std::move(tensor)};
    impl_->gloo->allreduce(tensors)->wait();
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kIo, fmt::format("rank {} lost another process: {}. Start all of them again; "
                                            "--resume_from_checkpoint last goes on from the newest checkpoint.",
                                            impl_->place.rank, FirstLine(error)));
  }
  return {};
}

#else

struct ProcessGroup::Impl {
  ProcessPlace place;
};

Result<ProcessGroup> ProcessGroup::Join(const ProcessPlace& place, std::chrono::seconds) {
  if (place.world_size > 1)
    return Fail(ErrorCode::kUnsupported,
                fmt::format("{} processes: this program was built without Gloo; with Debian's libtorch-dev and "
                            "libgloo-dev it has it",
                            place.world_size));
  auto impl = std::make_unique<Impl>();
  impl->place = place;
  return ProcessGroup(std::move(impl));
}

Status ProcessGroup::AddUp(at::Tensor) {
  return {};
}

#endif

ProcessGroup::ProcessGroup(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ProcessGroup::ProcessGroup(ProcessGroup&&) noexcept = default;
ProcessGroup& ProcessGroup::operator=(ProcessGroup&&) noexcept = default;
ProcessGroup::~ProcessGroup() = default;

size_t ProcessGroup::rank() const {
  return impl_->place.rank;
}
size_t ProcessGroup::world_size() const {
  return impl_->place.world_size;
}

Result<bool> ProcessGroup::Any(bool value) {
  const at::Tensor count = at::full({1}, value ? 1.0 : 0.0, at::kDouble);
  GODEL_TRY_STATUS(AddUp(count));
  return count.item<double>() > 0;
}

Status ProcessGroup::Meet() {
  return AddUp(at::zeros({1}, at::kDouble));
}

}  // namespace godel::train
