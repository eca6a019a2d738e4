// SPDX-License-Identifier: MIT
#include "godel/train/process_group.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include "godel/train/all_reduce.h"
#include "godel/train/lost_peers.h"

namespace godel::train {
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

struct ProcessGroup::Impl {
  ProcessPlace place;
  at::Device device = at::kCPU;  // where sums are made
  AllReduce all_reduce = {};     // empty in a group of one
};

Result<ProcessGroup> ProcessGroup::Join(const ProcessPlace& place, at::Device device, std::chrono::seconds timeout) {
  auto impl = std::make_unique<Impl>();
  impl->place = place;
  if (place.world_size == 1) return ProcessGroup(std::move(impl));
  JoinProcesses join = device.is_cuda() ? NcclOrNull() : nullptr;
  if (join != nullptr)
    impl->device = device;
  else
    join = GlooOrNull();
  if (join == nullptr)
    return Fail(ErrorCode::kUnsupported,
                fmt::format("{} processes: this program was built without Gloo, which CPUs need, and {} NCCL; with "
                            "Debian's libtorch-dev and libgloo-dev it has Gloo",
                            place.world_size, NcclOrNull() == nullptr ? "without" : "sees no GPU for its"));
  ProcessGroup group(std::move(impl));
  Impl& joined = *group.impl_;
  const std::vector<int> before = TcpConnections(place.master_port);
  try {
    joined.all_reduce = join(place, timeout);
    std::vector<at::Tensor> first = {at::zeros({1}, at::TensorOptions(joined.device).dtype(at::kFloat))};
    joined.all_reduce(first);  // NCCL meets here
  } catch (const std::exception& error) {
    return tl::unexpected(WhyNobodyWasMet(place, FirstLine(error)));
  }
  // Not those of the store, whose threads end the program without a word when one of them fails.
  for (const int connection : TcpConnections(place.master_port))
    if (std::find(before.begin(), before.end(), connection) == before.end()) NoticeLostPeer(connection);
  return group;
}

Status ProcessGroup::AddUp(const at::Tensor& tensor) {
  if (!impl_->all_reduce) return {};
  try {
    std::vector<at::Tensor> sum = {tensor.to(impl_->device)};
    impl_->all_reduce(sum);
    if (!sum.front().is_same(tensor)) tensor.copy_(sum.front());
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kIo, fmt::format("rank {} lost another process: {}. Start all of them again; "
                                            "--resume_from_checkpoint last goes on from the newest checkpoint.",
                                            impl_->place.rank, FirstLine(error)));
  }
  return {};
}

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
