// SPDX-License-Identifier: MIT
#include "godel/ops/measure_machine.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <vector>

#include "godel/base/aligned_buffer.h"

namespace godel {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRepetitions = 5;  // the best counts: whatever else runs can only make one slower

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

size_t BufferBytes() {
  const long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
  const size_t bytes = cache > 0 ? 4 * static_cast<size_t>(cache) : 0;
  return std::clamp(bytes, size_t{256} << 20, size_t{1} << 30);
}

// Eight sums, so that loads wait neither for each other nor for an addition.
uint64_t Sum(const uint64_t* words, size_t count) {
  uint64_t sums[8] = {};
  for (size_t i = 0; i + 8 <= count; i += 8)
    for (size_t j = 0; j < 8; ++j) sums[j] += words[i + j];
  uint64_t total = 0;
  for (const uint64_t sum : sums) total += sum;
  return total;
}

double ReadGbPerSecond(ThreadPool& pool) {
  AlignedBuffer buffer(BufferBytes());
  auto* const words = static_cast<uint64_t*>(buffer.data());
  const size_t count = buffer.bytes() / sizeof(uint64_t), parts = pool.num_threads();
  // Pages exist once they are written, and belong to the memory of the thread that wrote them.
  pool.For(parts, [&](size_t i) {
    const IndexRange range = PartOf(count, parts, i);
    std::memset(words + range.begin, 1, (range.end - range.begin) * sizeof(uint64_t));
  });
  std::atomic<uint64_t> kept{0};  // what nobody needs would not be computed
  double best = 0;
  for (int repetition = 0; repetition < kRepetitions; ++repetition) {
    const Clock::time_point start = Clock::now();
    pool.For(parts, [&](size_t i) {
      const IndexRange range = PartOf(count, parts, i);
      kept += Sum(words + range.begin, range.end - range.begin);
    });
    best = std::max(best, static_cast<double>(buffer.bytes()) / SecondsSince(start) / 1e9);
  }
  return best;
}

struct TileShape {
  size_t rows, k;
};

// One thread's tile: its own copies, so that no cache line is shared.
class Tile {
 public:
  Tile(const kernels::GemmKernel& kernel, TileShape shape)
      : kernel_(kernel), shape_(shape), a_(shape.rows * shape.k, 0.5f), c_(shape.rows * kernel.panel_width) {
    const std::vector<float> weights(kernel.panel_width * shape.k, 0.25f);
    panel_ = AlignedBuffer(kernel.panel_bytes(shape.k));
    kernel.pack_panel(weights.data(), shape.k, 1, kernel.panel_width, shape.k, panel_.data());
  }

  void Run(size_t times) {
    for (size_t i = 0; i < times; ++i)
      kernel_.run({.a = a_.data(),
                   .a_stride = shape_.k * sizeof(float),
                   .packed = panel_.data(),
                   .c = c_.data(),
                   .c_stride = kernel_.panel_width,
                   .m = shape_.rows,
                   .n = kernel_.panel_width,
                   .k = shape_.k,
                   .panel_begin = 0,
                   .panel_end = 1});
  }

  double flop() const { return 2.0 * static_cast<double>(shape_.rows * kernel_.panel_width * shape_.k); }

 private:
  const kernels::GemmKernel& kernel_;
  TileShape shape_;
  std::vector<float> a_, c_;
  AlignedBuffer panel_;
};

double GflopPerSecond(const kernels::GemmKernel& kernel, ThreadPool& pool, TileShape shape) {
  std::vector<Tile> tiles;
  for (size_t i = 0; i < pool.num_threads(); ++i) tiles.emplace_back(kernel, shape);
  const auto seconds_of = [&](size_t times) {
    const Clock::time_point start = Clock::now();
    pool.For(tiles.size(), [&](size_t i) { tiles[i].Run(times); });
    return SecondsSince(start);
  };
  constexpr double kLongEnough = 0.01;  // beside the waking of a thread, whatever the kernel and the build
  size_t times = 64;
  while (seconds_of(times) < kLongEnough) times *= 2;
  const double flop = tiles[0].flop() * static_cast<double>(times * tiles.size());
  double best = 0;
  for (int repetition = 0; repetition < kRepetitions; ++repetition)
    best = std::max(best, flop / seconds_of(times) / 1e9);
  return best;
}

}  // namespace

MachineLimits MeasureMachine(const Compute& compute) {
  const kernels::GemmKernel& kernel = kernels::BestGemmKernel(WeightType::f32, compute.isa);
  // The kernel does not say how many rows fill its registers: the tallest tiles of the variants there are. A panel of
  // 128 columns takes at most half of a first-level cache of 32 KiB.
  constexpr TileShape kShapes[] = {{6, 128}, {12, 128}};
  MachineLimits limits;
  for (const TileShape& shape : kShapes)
    limits.f32_gflop_per_s = std::max(limits.f32_gflop_per_s, GflopPerSecond(kernel, *compute.pool, shape));
  limits.read_gb_per_s = ReadGbPerSecond(*compute.pool);
  return limits;
}

}  // namespace godel
