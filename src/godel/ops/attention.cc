// SPDX-License-Identifier: MIT
#include "godel/ops/attention.h"

#include <algorithm>

#include "godel/base/check.h"

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

void Run(const Task& task, const DistanceBias& bias, const Compute& compute) {
  const AttentionGroup& group = *task.group;
  const PackedKv& kv = *group.kv;
  const size_t width = kv.heads().width, length = kv.length(), rows = task.end - task.begin;
  const ConstMatrixView q = group.q.row_range(task.begin, rows).columns(task.head * width, width);
  const MatrixView out = group.out.row_range(task.begin, rows).columns(task.head * width, width);
  Matrix scores(rows, length);
  compute.gemm->run({.a = q.data,
                     .a_stride = q.stride * sizeof(float),
                     .packed = kv.keys(task.head),
                     .c = scores.data(),
                     .c_stride = length,
                     .m = rows,
                     .n = length,
                     .k = width,
                     .panel_begin = 0,
                     .panel_end = kernels::NumPanels(*compute.gemm, length)});
  for (size_t r = 0; r < rows; ++r)
    compute.softmax->run(scores.row(r).data(), bias.ForQuery(task.head, task.begin + r), length);
  compute.gemm->run({.a = scores.data(),
                     .a_stride = length * sizeof(float),
                     .packed = kv.values(task.head),
                     .c = out.data,
                     .c_stride = out.stride,
                     .m = rows,
                     .n = width,
                     .k = length,
                     .panel_begin = 0,
                     .panel_end = kernels::NumPanels(*compute.gemm, width)});
}

}  // namespace

PackedKv PackedKv::Pack(ConstMatrixView k, ConstMatrixView v, Heads heads, const Compute& compute) {
  GODEL_CHECK(k.cols == heads.count * heads.width && v.cols == k.cols && v.rows == k.rows && k.rows > 0);
  const kernels::GemmKernel& kernel = *compute.gemm;
  PackedKv kv;
  kv.length_ = k.rows;
  kv.heads_ = heads;
  const size_t key_panel = kernel.panel_bytes(heads.width), value_panel = kernel.panel_bytes(kv.length_);
  kv.key_bytes_ = kernels::NumPanels(kernel, kv.length_) * key_panel;
  kv.value_bytes_ = kernels::NumPanels(kernel, heads.width) * value_panel;
  kv.packed_ = AlignedBuffer(heads.count * (kv.key_bytes_ + kv.value_bytes_));
  ForRows(compute, heads.count, kv.length_ * heads.width, [&](size_t begin, size_t end) {
    for (size_t h = begin; h < end; ++h) {
      const float* head_k = k.data + h * heads.width;
      const float* head_v = v.data + h * heads.width;
      std::byte* keys = const_cast<std::byte*>(static_cast<const std::byte*>(kv.keys(h)));
      std::byte* values = const_cast<std::byte*>(static_cast<const std::byte*>(kv.values(h)));
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
  if (products < 10'000) {
    for (const Task& task : tasks) Run(task, bias, compute);
  } else {
    compute.pool->For(tasks.size(), [&](size_t i) { Run(tasks[i], bias, compute); });
  }
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
