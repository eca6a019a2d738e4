// SPDX-License-Identifier: MIT
#include "godel/ops/attention.h"

#include <algorithm>
#include <atomic>

#include "godel/base/check.h"
#include "godel/ops/packed_product.h"

namespace godel {
namespace {

// Rows of scores that one task holds at once: enough for full tiles of the matrix kernels, and 64 rows of a
// 16,384-token input are 4 MiB.
constexpr size_t kQueryBlock = 64;

// Queries [begin, end) of one group, one head.
struct Task {
  const AttentionGroup* group;
  size_t head, begin, end;
};

// What one thread needs for its tasks.
struct TaskMemory {
  Matrix scores;
  Scratch prepared;
};

void Multiply(const kernels::GemmKernel& kernel, ConstMatrixView a, const void* packed, MatrixView c,
              Scratch* scratch) {
  MultiplyPanels(kernel, {.a = Prepare(kernel, a, scratch), .packed = packed, .k = a.cols, .c = c}, 0,
                 kernels::NumPanels(kernel, c.cols));
}

void Run(const Task& task, const DistanceBias& bias, const Compute& compute, TaskMemory* memory) {
  const AttentionGroup& group = *task.group;
  const PackedKv& kv = *group.kv;
  const size_t width = kv.heads().width, length = kv.length(), rows = task.end - task.begin;
  const ConstMatrixView q = group.q.row_range(task.begin, rows).columns(task.head * width, width);
  const MatrixView out = group.out.row_range(task.begin, rows).columns(task.head * width, width);
  memory->scores.ResizeSpread(rows, length);
  const MatrixView scores = memory->scores.view();
  Multiply(kv.kernel(), q, kv.keys(task.head), scores, &memory->prepared);
  for (size_t r = 0; r < rows; ++r)
    compute.softmax->run(scores.row(r).data(), bias.ForQuery(task.head, task.begin + r), length);
  Multiply(kv.kernel(), scores, kv.values(task.head), out, &memory->prepared);
}

}  // namespace

void PackedKv::Pack(ConstMatrixView k, ConstMatrixView v, Heads heads, WeightType type, const Compute& compute) {
  GODEL_CHECK(k.cols == heads.count * heads.width && v.cols == k.cols && v.rows == k.rows && k.rows > 0);
  GODEL_CHECK(type == WeightType::f32 || type == WeightType::bf16);
  kernel_ = type == WeightType::f32 ? compute.gemm : compute.gemm_bf16;
  const kernels::GemmKernel& kernel = *kernel_;
  length_ = k.rows;
  heads_ = heads;
  const size_t key_panel = kernel.panel_bytes(heads.width), value_panel = kernel.panel_bytes(length_);
  key_bytes_ = kernels::NumPanels(kernel, length_) * key_panel;
  value_bytes_ = kernels::NumPanels(kernel, heads.width) * value_panel;
  const size_t bytes = heads.count * (key_bytes_ + value_bytes_);
  if (packed_.bytes() != bytes) packed_ = AlignedBuffer(bytes);
  ForRows(compute, heads.count, length_ * heads.width, [&](size_t begin, size_t end) {
    for (size_t h = begin; h < end; ++h) {
      const float* head_k = k.data + h * heads.width;
      const float* head_v = v.data + h * heads.width;
      std::byte* keys = const_cast<std::byte*>(static_cast<const std::byte*>(this->keys(h)));
      std::byte* values = const_cast<std::byte*>(static_cast<const std::byte*>(this->values(h)));
      for (size_t s = 0; s < length_; s += kernel.panel_width, keys += key_panel)
        kernel.pack_panel(head_k + s * k.stride, k.stride, 1, std::min(kernel.panel_width, length_ - s), heads.width,
                          keys);
      for (size_t i = 0; i < heads.width; i += kernel.panel_width, values += value_panel)
        kernel.pack_panel(head_v + i, 1, v.stride, std::min(kernel.panel_width, heads.width - i), length_, values);
    }
  });
}

const void* PackedKv::keys(size_t head) const {
  return static_cast<const std::byte*>(packed_.data()) + head * (key_bytes_ + value_bytes_);
}

const void* PackedKv::values(size_t head) const {
  return static_cast<const std::byte*>(keys(head)) + key_bytes_;
}

void Attend(std::span<const AttentionGroup> groups, const DistanceBias& bias, const Compute& compute) {
  std::vector<Task> tasks;
  size_t products = 0;
  for (const AttentionGroup& group : groups) {
    const Heads heads = group.kv->heads();
    GODEL_CHECK(group.q.cols == heads.count * heads.width && group.out.cols == group.q.cols);
    products += group.q.rows * group.kv->length() * group.q.cols;
    for (size_t h = 0; h < heads.count; ++h)
      for (size_t begin = 0; begin < group.q.rows; begin += kQueryBlock)
        tasks.push_back({&group, h, begin, std::min(begin + kQueryBlock, group.q.rows)});
  }
  std::atomic<size_t> next{0};
  const auto run_tasks = [&](size_t) {
    TaskMemory memory;
    for (size_t i = next++; i < tasks.size(); i = next++) Run(tasks[i], bias, compute, &memory);
  };
  compute.pool->For(products < 10'000 ? 1 : compute.pool->num_threads(), run_tasks);
}

void AttendCached(std::span<const CachedQuery> queries, Heads heads, const DistanceBias& bias, const Compute& compute) {
  if (queries.empty()) return;
  size_t positions = 0;
  for (const CachedQuery& query : queries) positions += query.length;
  const size_t per_head = positions * heads.width / queries.size() / 4;  // about 4 products a nanosecond
  ForRows(compute, queries.size() * heads.count, per_head, [&](size_t begin, size_t end) {
    std::vector<float> scores;
    for (size_t i = begin; i < end; ++i) {
      const CachedQuery& query = queries[i / heads.count];
      const size_t head = i % heads.count, column = head * heads.width;
      scores.resize(query.length);
      compute.cached_attention->scores(query.q.data() + column,
                                       {query.keys + column, query.offsets, query.length, heads.width}, scores.data());
      compute.softmax->run(scores.data(), bias.ForQuery(head, query.length - 1), query.length);
      compute.cached_attention->mix(scores.data(), {query.values + column, query.offsets, query.length, heads.width},
                                    query.out.data() + column);
    }
  });
}

}  // namespace godel
