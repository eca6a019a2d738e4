// SPDX-License-Identifier: MIT
#include "godel/ops/linear.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <vector>

#include "godel/base/check.h"

namespace godel {
namespace {

// How many parts a thread's share of the panels is cut into: enough that a thread which lost its core for a moment is
// helped out by the others, few enough that a part is thousands of products.
constexpr size_t kPartsPerThread = 4;

// With so many rows for each thread rows are shared out instead, one share a thread: it reads every row of its own once
// and writes whole rows, and reading all weights is little beside multiplying them.
constexpr size_t kRowsWorthSharing = 64;

// The rows of a thread, in parts of the panels: who is done with its own takes parts of the others', for cores are not
// equally fast (efficiency cores, virtual ones beside a neighbour) and the slowest would hold up all.
struct RowShare {
  IndexRange rows;
  std::atomic<bool> prepared{false};
  std::atomic<size_t> next_part{0};
};
constexpr size_t kPartsOfShare = 8;

// What a thread reads of a large tensor before its pages go: the vocabulary's would be a tenth of the model.
constexpr size_t kBytesOfPart = size_t{4} << 20;

bool AllFinite(std::span<const float> values) {
  // A sum of zeros unless something is not finite: inf * 0 and NaN * 0 are NaN. Vectorises, unlike a chain of isfinite.
  float sum = 0.0f;
  for (float value : values) sum += value * 0.0f;
  return sum == 0.0f;
}

// What is packed is read a block of rows at a time, from a source that says how large a block is and how its values lie
// once they are read: that of row i and column j at [i * row_stride + j * column_stride].
struct BlockLayout {
  size_t rows, row_stride, column_stride;
};

// The stack of all weights. A block is a panel, so that a thread needs little room.
class StackedRows {
 public:
  StackedRows(std::span<const TensorView* const> weights, size_t panel_width, const Linear::OnDone& done)
      : weights_(weights), panel_width_(panel_width), done_(done) {
    GODEL_CHECK(!weights.empty());
    for (const TensorView* weight : weights) {
      GODEL_CHECK(weight->shape.size() == 2 && weight->shape[1] == columns());
      rows_ += weight->shape[0];
    }
  }

  size_t rows() const { return rows_; }
  size_t columns() const { return weights_[0]->shape[1]; }
  BlockLayout block() const { return {.rows = panel_width_, .row_stride = columns(), .column_stride = 1}; }

  void Read(size_t first, size_t count, float* out) const {
    for (size_t r = 0; r < count; ++r) ReadRow(first + r, {out + r * columns(), columns()});
  }

  // Rows [begin, end) have been read: done(i, bytes) for their bytes in each weight that holds some of them.
  void Finish(size_t begin, size_t end) const {
    if (!done_) return;
    size_t first = 0;  // of weight i in the stack
    for (size_t i = 0; i < weights_.size(); first += weights_[i++]->shape[0]) {
      const TensorView& weight = *weights_[i];
      const size_t from = std::max(begin, first), to = std::min(end, first + weight.shape[0]);
      if (from >= to) continue;
      const size_t row_bytes = weight.data.size() / weight.shape[0];
      done_(i, weight.data.subspan((from - first) * row_bytes, (to - from) * row_bytes));
    }
  }

 private:
  void ReadRow(size_t row, std::span<float> out) const {
    size_t i = 0;
    while (row >= weights_[i]->shape[0]) row -= weights_[i++]->shape[0];
    ReadF32(*weights_[i], row * columns(), out);
  }

  std::span<const TensorView* const> weights_;
  size_t panel_width_;
  const Linear::OnDone& done_;
  size_t rows_ = 0;
};

// [groups * k, n] as groups of [n, k]. A block is a group, whose values lie in one piece of the file.
class TransposedGroups {
 public:
  TransposedGroups(const TensorView& weight, size_t groups) : weight_(weight), groups_(groups) {
    GODEL_CHECK(weight.shape.size() == 2 && weight.shape[0] % groups == 0);
  }

  size_t rows() const { return groups_ * width(); }
  size_t columns() const { return weight_.shape[0] / groups_; }
  BlockLayout block() const { return {.rows = width(), .row_stride = 1, .column_stride = width()}; }
  void Read(size_t first, size_t count, float* out) const {
    ReadF32(weight_, first * columns(), {out, count * columns()});
  }
  void Finish(size_t, size_t) const {}

 private:
  size_t width() const { return weight_.shape[1]; }

  const TensorView& weight_;
  size_t groups_;
};

// All of `source`, panel after panel, on all threads with a block's scratch each. Blocks must be whole panels but for
// the last one. Error: kBadData.
template <class Source>
Result<std::span<std::byte>> PackAll(const Source& source, const kernels::GemmKernel& kernel, const Compute& compute,
                                     ByteArena* arena) {
  const size_t n = source.rows(), k = source.columns(), width = kernel.panel_width, panel_bytes = kernel.panel_bytes(k);
  const BlockLayout block = source.block();
  GODEL_CHECK(block.rows % width == 0);
  const std::span<std::byte> packed = arena->Take(kernels::NumPanels(kernel, n) * panel_bytes);
  const size_t blocks = (n + block.rows - 1) / block.rows;
  const size_t parts =
      std::min(blocks, std::max(compute.pool->num_threads() * kPartsPerThread, n * k * sizeof(float) / kBytesOfPart));
  std::atomic<bool> finite{true};
  compute.pool->For(parts, [&](size_t part) {
    const IndexRange range = PartOf(blocks, parts, part);
    std::vector<float> values(block.rows * k);
    for (size_t i = range.begin; i < range.end; ++i) {
      const size_t first = i * block.rows, count = std::min(block.rows, n - first);
      source.Read(first, count, values.data());
      if (!AllFinite({values.data(), count * k})) finite = false;
      for (size_t row = 0; row < count; row += width)
        kernel.pack_panel(values.data() + row * block.row_stride, block.row_stride, block.column_stride,
                          std::min(width, count - row), k, packed.data() + (first + row) / width * panel_bytes);
    }
    source.Finish(range.begin * block.rows, range.end * block.rows);
  });
  if (!finite) return Fail(ErrorCode::kBadData, "holds NaN or infinite values");
  return packed;
}

}  // namespace

Result<Linear> Linear::Pack(std::span<const TensorView* const> weights, WeightType type, const Compute& compute,
                            ByteArena* arena, const OnDone& done) {
  const kernels::GemmKernel& kernel = kernels::BestGemmKernel(type, compute.isa);
  const StackedRows rows(weights, kernel.panel_width, done);
  GODEL_TRY(const auto packed, PackAll(rows, kernel, compute, arena));
  return Linear(kernel, {rows.rows(), rows.columns()}, packed);
}

Result<Linear> Linear::PackTransposed(const TensorView& weight, size_t groups, WeightType type, const Compute& compute,
                                      ByteArena* arena) {
  const kernels::GemmKernel& kernel = kernels::BestGemmKernel(type, compute.isa);
  const TransposedGroups rows(weight, groups);
  GODEL_TRY(const auto packed, PackAll(rows, kernel, compute, arena));
  return Linear(kernel, {rows.rows(), rows.columns()}, packed);
}

Linear Linear::Outputs(size_t begin, size_t count) const {
  const size_t width = kernel_->panel_width, bytes = kernel_->panel_bytes(k_);
  GODEL_CHECK(begin % width == 0 && count % width == 0 && begin + count <= n_);
  Linear some = *this;
  some.n_ = count;
  some.packed_ = packed_.subspan(begin / width * bytes, count / width * bytes);
  return some;
}

Result<Linear> Linear::FromPacked(std::span<const std::byte> packed, Size size, WeightType type,
                                  const Compute& compute) {
  const Linear linear(kernels::BestGemmKernel(type, compute.isa), size, packed);
  const size_t bytes = kernels::NumPanels(*linear.kernel_, linear.n_) * linear.kernel_->panel_bytes(linear.k_);
  if (packed.size() != bytes)
    return Fail(ErrorCode::kBadData, fmt::format("{} bytes of packed {} weights; {} x {} of them take {}",
                                                 packed.size(), WeightTypeName(type), linear.n_, linear.k_, bytes));
  if (reinterpret_cast<uintptr_t>(packed.data()) % AlignedBuffer::kAlignment != 0)
    return Fail(ErrorCode::kBadData, "packed weights must start at a multiple of 64 bytes in the file");
  return linear;
}

std::string_view Linear::LayoutOf(WeightType type) {
  return kernels::BestGemmKernel(type, Isa::scalar).layout;
}

void Linear::Apply(ConstMatrixView x, MatrixView y, const Compute& compute) const {
  GODEL_CHECK(x.cols == k_ && y.cols == n_ && x.rows == y.rows);
  if (x.rows == 0) return;
  const size_t threads = compute.pool->num_threads();
  const size_t stride = kernel_->prepare_row != nullptr ? kernel_->row_bytes(k_) : 0;
  auto* const prepared = static_cast<std::byte*>(compute.prepared->Reserve(x.rows * stride));
  // Rows [begin, end) of x as the kernel reads them.
  const auto prepare = [&](size_t begin, size_t end) -> PreparedRows {
    return PrepareInto(*kernel_, x.row_range(begin, end - begin), prepared + begin * stride);
  };
  const auto multiply = [&](PreparedRows a, MatrixView c, IndexRange panels) {
    MultiplyPanels(*kernel_, {.a = a, .packed = packed_.data(), .k = k_, .c = c}, panels.begin, panels.end);
  };
  const size_t panels = kernels::NumPanels(*kernel_, n_);

  // One thread, or a product of a few microseconds: no one is woken.
  if (threads == 1 || y.rows * n_ * k_ < 100'000) return multiply(prepare(0, x.rows), y, {0, panels});

  if (x.rows >= threads * kRowsWorthSharing) {
    std::vector<RowShare> shares(threads);
    for (size_t i = 0; i < threads; ++i) shares[i].rows = PartOf(x.rows, threads, i);
    // Without prepared rows a kernel copies them for each of its calls, so that there is one a share.
    const size_t parts = stride > 0 ? std::min(panels, kPartsOfShare) : 1;
    return compute.pool->For(threads, [&](size_t own) {
      prepare(shares[own].rows.begin, shares[own].rows.end);
      shares[own].prepared.store(true, std::memory_order_release);
      for (size_t i = 0; i < threads; ++i) {
        RowShare& share = shares[(own + i) % threads];
        if (!share.prepared.load(std::memory_order_acquire)) continue;  // its thread will do it all
        const auto [begin, end] = share.rows;
        const PreparedRows a = stride > 0 ? PreparedRows{prepared + begin * stride, stride} : prepare(begin, end);
        for (size_t part = share.next_part++; part < parts; part = share.next_part++)
          multiply(a, y.row_range(begin, end - begin), PartOf(panels, parts, part));
      }
    });
  }

  if (stride > 0) ForRows(compute, x.rows, k_ / 4, prepare);  // about 4 values a nanosecond
  const PreparedRows all = stride > 0 ? PreparedRows{prepared, stride} : prepare(0, x.rows);
  const size_t parts = std::min(panels, threads * kPartsPerThread);
  compute.pool->For(parts, [&](size_t i) { multiply(all, y, PartOf(panels, parts, i)); });
}

}  // namespace godel
