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

const kernels::GemmKernel& KernelFor(WeightType type, const Compute& compute) {
  GODEL_CHECK(type == WeightType::f32 || type == WeightType::bf16);
  return type == WeightType::f32 ? *compute.gemm : *compute.gemm_bf16;
}

}  // namespace

size_t PackedKv::Bytes(size_t length, Heads heads, WeightType type, const Compute& compute) {
  const kernels::GemmKernel& kernel = KernelFor(type, compute);
  return heads.count * (kernels::NumPanels(kernel, length) * kernel.panel_bytes(heads.width) +
                        kernels::NumPanels(kernel, heads.width) * kernel.panel_bytes(length));
}

PackedKv PackedKv::Pack(ConstMatrixView k, ConstMatrixView v, Heads heads, WeightType type, const Compute& compute,
                        std::byte* memory) {
  GODEL_CHECK(k.cols == heads.count * heads.width && v.cols == k.cols && v.rows == k.rows && k.rows > 0);
  const kernels::GemmKernel& kernel = KernelFor(type, compute);
  PackedKv kv;
  kv.kernel_ = &kernel;
  kv.length_ = k.rows;
  kv.heads_ = heads;
  kv.packed_ = memory;
  const size_t key_panel = kernel.panel_bytes(heads.width), value_panel = kernel.panel_bytes(kv.length_);
  kv.key_bytes_ = kernels::NumPanels(kernel, kv.length_) * key_panel;
  kv.value_bytes_ = kernels::NumPanels(kernel, heads.width) * value_panel;
  ForRows(compute, heads.count, kv.length_ * heads.width, [&](size_t begin, size_t end) {
    for (size_t h = begin; h < end; ++h) {
      const float* head_k = k.data + h * heads.width;
      const float* head_v = v.data + h * heads.width;
      std::byte* keys = memory + h * (kv.key_bytes_ + kv.value_bytes_);
      std::byte* values = keys + kv.key_bytes_;
      for (size_t s = 0; s < kv.length_; s += kernel.panel_width, keys += key_panel)
        kernel.pack_panel(head_k + s * k.stride, k.stride, 1, std::min(kernel.panel_width, kv.length_ - s), heads.width,
                          keys);
      for (size_t i = 0; i < heads.width; i += kernel.panel_width, values += value_panel)
        kernel.pack_panel(head_v + i, 1, v.stride, std::min(kernel.panel_width, heads.width - i), kv.length_, values);
    }
  });
  return kv;
}

const void* PackedKv::keys(size_t head) const {
  return packed_ + head * (key_bytes_ + value_bytes_);
}

const void* PackedKv::values(size_t head) const {
  return packed_ + head * (key_bytes_ + value_bytes_) + key_bytes_;
}

void Attend(std::span<const AttentionGroup> groups, const DistanceBias& bias, const Compute& compute) {
  const size_t threads = compute.pool->num_threads();
  size_t products = 0, num_heads = 0;
  for (const AttentionGroup& group : groups) {
    const Heads heads = group.kv->heads();
    GODEL_CHECK(group.q.cols == heads.count * heads.width && group.out.cols == group.q.cols);
    products += group.q.rows * group.kv->length() * group.q.cols;
    num_heads += heads.count;
  }
  // Where there are too few heads for all threads, these share the queries.
  std::vector<Task> tasks;
  for (const AttentionGroup& group : groups) {
    const size_t share = num_heads >= threads ? kQueryBlock : (group.q.rows + threads - 1) / threads;
    const size_t block = std::min(kQueryBlock, share);
    for (size_t h = 0; h < group.kv->heads().count; ++h)
      for (size_t begin = 0; begin < group.q.rows; begin += block)
        tasks.push_back({&group, h, begin, std::min(begin + block, group.q.rows)});
  }
  std::atomic<size_t> next{0};
  const auto run_tasks = [&](size_t) {
    TaskMemory memory;
    for (size_t i = next++; i < tasks.size(); i = next++) Run(tasks[i], bias, compute, &memory);
  };
  compute.pool->For(products < 10'000 ? 1 : threads, run_tasks);
}

void AttendCached(std::span<const CachedQuery> queries, Heads heads, const DistanceBias& bias, const Compute& compute) {
  if (queries.empty()) return;
  size_t positions = 0;
  for (const CachedQuery& query : queries) positions += query.length;
  // A task is as many heads of a query as leave one for each thread.
  const size_t threads = compute.pool->num_threads();
  const size_t parts = queries.size() >= threads ? 1 : std::min(threads, heads.count);
  const size_t per_task =
      positions * heads.count * heads.width / queries.size() / parts / 4;  // 4 products a nanosecond
  ForRows(compute, queries.size() * parts, per_task, [&](size_t begin, size_t end) {
    std::vector<float> scores;
    for (size_t i = begin; i < end; ++i) {
      const CachedQuery& query = queries[i / parts];
      const IndexRange range = PartOf(heads.count, parts, i % parts);
      const size_t column = range.begin * heads.width, count = range.end - range.begin;
      scores.resize(count * query.length);
      kernels::CachedRows rows{query.keys + column, query.offsets, query.length, heads.width, count};
      compute.cached_attention->scores(query.q.data() + column, rows, scores.data());
      for (size_t h = 0; h < count; ++h)
        compute.softmax->run(scores.data() + h * query.length, bias.ForQuery(range.begin + h, query.length - 1),
                             query.length);
      rows.base = query.values + column;
      compute.cached_attention->mix(scores.data(), rows, query.out.data() + column);
    }
  });
}

}  // namespace godel
