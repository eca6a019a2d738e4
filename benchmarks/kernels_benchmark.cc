// SPDX-License-Identifier: MIT
// Every kernel that is compiled in and that this CPU runs, on one thread; a new variant appears by itself.
//   cmake --preset release -D GODEL_BUILD_BENCHMARKS=ON && cmake --build build/release --target godel_benchmarks
//   build/release/benchmarks/godel_benchmarks --benchmark_filter=packed_gemm
#include <benchmark/benchmark.h>

#include <string>

#include "godel/kernels/softmax/softmax.h"
#include "kernel_inputs.h"

namespace godel::benchmarks {
namespace {

using benchmark::Counter;

void SetRates(benchmark::State& state, double flop, double bytes) {
  state.counters["FLOP/s"] = Counter(flop, Counter::kIsIterationInvariantRate);
  state.counters["B/s"] = Counter(bytes, Counter::kIsIterationInvariantRate);
}

// Bytes: the packed weights, which is what a product of few rows waits for.
void RunGemm(benchmark::State& state, const kernels::GemmKernel& kernel, GemmShape shape) {
  GemmProblem problem(kernel, shape);
  for ([[maybe_unused]] auto _ : state) {
    problem.Run();
    benchmark::ClobberMemory();
  }
  SetRates(state, problem.flop(), static_cast<double>(problem.packed_bytes()));
}

void RunSoftmax(benchmark::State& state, const kernels::SoftmaxKernel& kernel, size_t n) {
  std::vector<float> row = Numbers(n);
  const std::vector<float> bias = Numbers(n);
  for ([[maybe_unused]] auto _ : state) {
    kernel.run(row.data(), bias.data(), n);
    benchmark::ClobberMemory();
  }
  state.counters["elements/s"] = Counter(static_cast<double>(n), Counter::kIsIterationInvariantRate);
}

void RunAttention(benchmark::State& state, const kernels::CachedAttentionKernel& kernel, size_t length) {
  constexpr size_t kWidth = 64, kHeads = 12;
  AttentionProblem problem(length, kHeads, kWidth);
  for ([[maybe_unused]] auto _ : state) {
    problem.Run(kernel);
    benchmark::ClobberMemory();
  }
  const auto positions = static_cast<double>(length * kHeads * kWidth);
  SetRates(state, 4 * positions, 2 * positions * sizeof(float));
}

void Register(const std::string& name, const std::function<void(benchmark::State&)>& body) {
  benchmark::RegisterBenchmark(name.c_str(), body);
}

// GODEL-base's products: the square projections, wi, and a slice of the vocabulary; decoding, a batch, and encoding.
constexpr GemmShape kGemmShapes[] = {{1, 768, 768},  {1, 3072, 768},  {1, 8192, 768},
                                     {4, 3072, 768}, {16, 3072, 768}, {128, 3072, 768}};

void RegisterAll() {
  for (const kernels::GemmKernel* kernel : kernels::AllGemmKernels())
    for (const GemmShape& shape : kGemmShapes)
      if (CpuSupports(kernel->isa))
        Register(std::string(kernel->name) + "/" + std::to_string(shape.m) + "x" + std::to_string(shape.n) + "x" +
                     std::to_string(shape.k),
                 [kernel, shape](benchmark::State& state) { RunGemm(state, *kernel, shape); });
  for (const kernels::SoftmaxKernel* kernel : kernels::AllSoftmaxKernels())
    for (const size_t n : {64, 512})
      if (CpuSupports(kernel->isa))
        Register(std::string(kernel->name) + "/" + std::to_string(n),
                 [kernel, n](benchmark::State& state) { RunSoftmax(state, *kernel, n); });
  for (const kernels::CachedAttentionKernel* kernel : kernels::AllCachedAttentionKernels())
    for (const size_t length : {16, 64, 512})
      if (CpuSupports(kernel->isa))
        Register(std::string(kernel->name) + "/" + std::to_string(length),
                 [kernel, length](benchmark::State& state) { RunAttention(state, *kernel, length); });
}

}  // namespace
}  // namespace godel::benchmarks

int main(int argc, char** argv) {
  godel::benchmarks::RegisterAll();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
