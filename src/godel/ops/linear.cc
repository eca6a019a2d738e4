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

// Rows of the stack of all weights, read one after another.
class StackedRows {
 public:
  StackedRows(std::span<const TensorView* const> weights, size_t k) : weights_(weights), k_(k) {}

  void Read(size_t row, std::span<float> out) const {
    size_t i = 0;
    while (row >= weights_[i]->shape[0]) row -= weights_[i++]->shape[0];
    ReadF32(*weights_[i], row * k_, out);
  }

  // Calls body(i, bytes) for the bytes of rows [begin, end) in each weight that holds some of them.
  template <class Body>
  void ForBytes(size_t begin, size_t end, const Body& body) const {
    size_t first = 0;  // of weight i in the stack
    for (size_t i = 0; i < weights_.size(); first += weights_[i++]->shape[0]) {
      const TensorView& weight = *weights_[i];
      const size_t from = std::max(begin, first), to = std::min(end, first + weight.shape[0]);
      if (from >= to) continue;
      const size_t row_bytes = weight.data.size() / weight.shape[0];
      body(i, weight.data.subspan((from - first) * row_bytes, (to - from) * row_bytes));
    }
  }

 private:
  std::span<const TensorView* const> weights_;
  size_t k_;
};

}  // namespace

Result<Linear> Linear::Pack(std::span<const TensorView* const> weights, WeightType type, const Compute& compute,
                            ByteArena* arena, const OnDone& done) {
  GODEL_CHECK(!weights.empty());
  Linear linear;
  linear.kernel_ = &kernels::BestGemmKernel(type, compute.isa);
  linear.k_ = weights[0]->shape[1];
  for (const TensorView* weight : weights) {
    GODEL_CHECK(weight->shape.size() == 2 && weight->shape[1] == linear.k_);
    linear.n_ += weight->shape[0];
  }
  const kernels::GemmKernel& kernel = *linear.kernel_;
  const size_t k = linear.k_, panels = kernels::NumPanels(kernel, linear.n_), panel_bytes = kernel.panel_bytes(k);
  const std::span<std::byte> packed = arena->Take(panels * panel_bytes);
  linear.packed_ = packed;
  const StackedRows rows(weights, k);
  std::atomic<bool> finite{true};

  const auto pack = [&](size_t begin, size_t end) {
    std::vector<float> scratch(kernel.panel_width * k);
    for (size_t panel = begin; panel < end; ++panel) {
      const size_t first = panel * kernel.panel_width;
      const size_t count = std::min(kernel.panel_width, linear.n_ - first);
      for (size_t r = 0; r < count; ++r) rows.Read(first + r, {scratch.data() + r * k, k});
      if (!AllFinite({scratch.data(), count * k})) finite = false;
      kernel.pack_panel(scratch.data(), k, 1, count, k, packed.data() + panel * panel_bytes);
    }
  };
  const size_t parts = std::min(
      panels, std::max(compute.pool->num_threads() * kPartsPerThread, linear.n_ * k * sizeof(float) / kBytesOfPart));
  compute.pool->For(parts, [&](size_t i) {
    const IndexRange range = PartOf(panels, parts, i);
    pack(range.begin, range.end);
    if (done) rows.ForBytes(range.begin * kernel.panel_width, range.end * kernel.panel_width, done);
  });
  if (!finite) return Fail(ErrorCode::kBadData, "holds NaN or infinite values");
  return linear;
}

Result<Linear> Linear::PackTransposed(const TensorView& weight, size_t groups, WeightType type, const Compute& compute,
                                      ByteArena* arena) {
  GODEL_CHECK(weight.shape.size() == 2 && weight.shape[0] % groups == 0);
  Linear linear;
  linear.kernel_ = &kernels::BestGemmKernel(type, compute.isa);
  linear.k_ = weight.shape[0] / groups;
  const kernels::GemmKernel& kernel = *linear.kernel_;
  const size_t n = weight.shape[1], k = linear.k_, panels = kernels::NumPanels(kernel, n);
  GODEL_CHECK(n % kernel.panel_width == 0);
  linear.n_ = groups * n;
  const std::span<std::byte> packed = arena->Take(groups * panels * kernel.panel_bytes(k));
  linear.packed_ = packed;
  std::atomic<bool> finite{true};
  compute.pool->For(groups, [&](size_t group) {
    std::vector<float> rows(k * n);
    ReadF32(weight, group * k * n, rows);
    if (!AllFinite(rows)) finite = false;
    for (size_t panel = 0; panel < panels; ++panel)
      kernel.pack_panel(rows.data() + panel * kernel.panel_width, 1, n, kernel.panel_width, k,
                        packed.data() + (group * panels + panel) * kernel.panel_bytes(k));
  });
  if (!finite) return Fail(ErrorCode::kBadData, "holds NaN or infinite values");
  return linear;
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
  Linear linear;
  linear.kernel_ = &kernels::BestGemmKernel(type, compute.isa);
  linear.n_ = size.outputs;
  linear.k_ = size.inputs;
  linear.packed_ = packed;
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
