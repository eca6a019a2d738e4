// SPDX-License-Identifier: MIT
#include "godel/engine/encode_queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace godel {
namespace {

using Clock = std::chrono::steady_clock;

// So many share a part of chunk_tokens. A reply of 36 words to 230 tokens through 12 layers uses up 77 of tokens times
// layers a turn, so that parts of 512 would keep 7 such replies going, however many there are; 128 for each keep all.
constexpr size_t kRequestsOfChunk = 4;

std::vector<std::span<const TokenId>> IdsOf(const auto& inputs) {
  std::vector<std::span<const TokenId>> ids;
  ids.reserve(inputs.size());
  for (const auto& input : inputs) ids.emplace_back(input.ids);
  return ids;
}

}  // namespace

bool EncodeQueue::JoinWaiting(const EncodeJob& job) {
  for (Group& group : groups_)
    for (Input& input : group.inputs)
      if (input.ids == job.input_ids) return input.handles.push_back(job.handle), true;
  return false;
}

// One part takes it through all layers.
bool EncodeQueue::IsShort(const Input& input) const {
  return input.ids.size() * model_.config().num_layers <= chunk_tokens_;
}

void EncodeQueue::Add(std::vector<EncodeJob> jobs) {
  std::vector<Input> inputs;
  for (EncodeJob& job : jobs) {
    if (JoinWaiting(job)) continue;
    const auto twin =
        std::find_if(inputs.begin(), inputs.end(), [&](const Input& input) { return input.ids == job.input_ids; });
    if (twin != inputs.end()) {
      twin->handles.push_back(job.handle);
      continue;
    }
    if (auto cross = cache_.Find(job.input_ids); cross != nullptr)
      ready_.push_back({.handle = job.handle, .cross = std::move(cross), .cached = true});
    else
      inputs.push_back({.ids = std::move(job.input_ids), .handles = {job.handle}});
  }
  const auto longer =
      std::stable_partition(inputs.begin(), inputs.end(), [this](const Input& input) { return IsShort(input); });
  std::vector<Input> rest(std::make_move_iterator(longer), std::make_move_iterator(inputs.end()));
  inputs.erase(longer, inputs.end());
  AddGroup(std::move(inputs));
  AddGroup(std::move(rest));
}

void EncodeQueue::AddGroup(std::vector<Input> inputs) {
  if (inputs.empty()) return;
  const auto start = Clock::now();
  Group group{.inputs = std::move(inputs), .encoding = {}};
  group.encoding = model_.StartEncoding(IdsOf(group.inputs));
  group.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  groups_.push_back(std::move(group));
}

bool EncodeQueue::Remove(size_t handle) {
  if (std::erase_if(ready_, [&](const EncodedInput& input) { return input.handle == handle; }) > 0) return true;
  for (auto group = groups_.begin(); group != groups_.end(); ++group) {
    for (Input& input : group->inputs) {
      if (std::erase(input.handles, handle) == 0) continue;
      const bool wanted = std::any_of(group->inputs.begin(), group->inputs.end(),
                                      [](const Input& other) { return !other.handles.empty(); });
      if (!wanted) groups_.erase(group);
      return true;
    }
  }
  return false;
}

std::vector<EncodedInput> EncodeQueue::Turn(size_t requests) {
  if (!groups_.empty()) {
    const size_t tokens = chunk_tokens_ * std::max<size_t>(1, requests / kRequestsOfChunk);
    const auto oldest = groups_.begin();
    auto fresh = groups_.end();
    for (auto group = std::next(oldest); group != groups_.end(); ++group) {
      const bool shorter = fresh == groups_.end() || group->encoding.hidden.rows() < fresh->encoding.hidden.rows();
      if (group->fresh && shorter) fresh = group;
    }
    if (fresh != groups_.end() && Advance(tokens, &*fresh)) groups_.erase(fresh);
    if (Advance(tokens, &*oldest)) groups_.erase(oldest);
  }
  return std::exchange(ready_, {});
}

bool EncodeQueue::Advance(size_t tokens, Group* group) {
  const auto start = Clock::now();
  const size_t rows = group->encoding.hidden.rows();
  const size_t layers = tokens == 0 ? model_.config().num_layers : std::max<size_t>(1, tokens / rows);
  group->fresh = false;
  const bool over = model_.ContinueEncoding(layers, &group->encoding);
  group->seconds += std::chrono::duration<double>(Clock::now() - start).count();
  if (over) Finish(*group);
  return over;
}

void EncodeQueue::Finish(const Group& group) {
  const auto start = Clock::now();
  std::vector<std::shared_ptr<const CrossKv>> crosses;
  size_t row = 0;
  for (const Input& input : group.inputs) {
    crosses.push_back(model_.MakeCrossKv(group.encoding.hidden.view().row_range(row, input.ids.size())));
    cache_.Insert(input.ids, crosses.back());
    row += input.ids.size();
  }
  const double seconds = group.seconds + std::chrono::duration<double>(Clock::now() - start).count();
  for (size_t i = 0; i < crosses.size(); ++i)
    for (const size_t handle : group.inputs[i].handles)
      ready_.push_back({.handle = handle,
                        .cross = crosses[i],
                        .cached = handle != group.inputs[i].handles.front(),
                        .seconds = seconds});
}

}  // namespace godel
