// SPDX-License-Identifier: MIT
// A fixed amount of work for one kernel, to count its instructions (tools/count_instructions.sh).
//   godel_kernel_workload          the names of the kernels that this CPU runs, up to GODEL_MAX_ISA
//   godel_kernel_workload NAME     runs that one
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

#include "godel/kernels/row_ops/row_ops.h"
#include "godel/kernels/softmax/softmax.h"
#include "kernel_inputs.h"

// What is counted: all that happens inside, and nothing before and after, such as loading the program. Its C name is
// what valgrind is given. It must be called and must come back: neither inlined nor left by a jump.
extern "C" __attribute__((noinline)) void godel_counted_work(const std::function<void()>& work) {
  work();
  asm volatile("" ::: "memory");
}

namespace godel::benchmarks {
namespace {

struct Workload {
  std::string name;
  std::function<void()> run;
};

// Odd sizes, so that full tiles, low tiles and the last narrow panel all count. The k of 300 is more than one block.
void RunGemm(const kernels::GemmKernel& kernel) {
  for (const GemmShape& shape : {GemmShape{1, 200, 300}, GemmShape{4, 200, 300}, GemmShape{40, 200, 300}}) {
    GemmProblem problem(kernel, shape);
    godel_counted_work([&] { problem.Run(); });
  }
}

void RunSoftmax(const kernels::SoftmaxKernel& kernel) {
  std::vector<float> row = Numbers(509);
  const std::vector<float> bias = Numbers(row.size());
  godel_counted_work([&] {
    for (int i = 0; i < 20; ++i) kernel.run(row.data(), bias.data(), row.size());
  });
}

void RunAttention(const kernels::CachedAttentionKernel& kernel) {
  AttentionProblem problem(61, 2, 64);
  godel_counted_work([&] {
    for (int i = 0; i < 20; ++i) problem.Run(kernel);
  });
}

void RunRowOps(const kernels::RowKernel& kernel) {
  const std::vector<float> x = Numbers(509), weight = Numbers(509);
  std::vector<float> y(x.size());
  godel_counted_work([&] {
    for (int i = 0; i < 20; ++i) {
      kernel.rms_norm(x.data(), weight.data(), 1e-6f, y.data(), y.size());
      kernel.add(y.data(), x.data(), y.size());
      kernel.multiply(y.data(), x.data(), y.size());
      kernel.relu(y.data(), y.data(), y.size());
      kernel.gelu_tanh(x.data(), y.data(), y.size());
    }
  });
}

template <class Kernel>
void Add(std::span<const Kernel* const> kernels, Isa max_isa, void (*run)(const Kernel&), std::vector<Workload>* all) {
  for (const Kernel* kernel : kernels)
    if (kernel->isa <= max_isa) all->push_back({kernel->name, [kernel, run] { run(*kernel); }});
}

std::vector<Workload> Workloads(Isa max_isa) {
  std::vector<Workload> all;
  Add(kernels::AllGemmKernels(), max_isa, RunGemm, &all);
  Add(kernels::AllSoftmaxKernels(), max_isa, RunSoftmax, &all);
  Add(kernels::AllCachedAttentionKernels(), max_isa, RunAttention, &all);
  Add(kernels::AllRowKernels(), max_isa, RunRowOps, &all);
  return all;
}

int Main(std::span<char*> arguments) {
  const Result<Isa> max_isa = MaxIsa();
  if (!max_isa) {
    std::fprintf(stderr, "%s\n", max_isa.error().message.c_str());
    return 2;
  }
  for (const Workload& workload : Workloads(*max_isa)) {
    if (arguments.size() < 2) {
      std::printf("%s\n", workload.name.c_str());
    } else if (workload.name == arguments[1]) {
      workload.run();
      return 0;
    }
  }
  if (arguments.size() < 2) return 0;
  std::fprintf(stderr, "no kernel %s here; without arguments this lists them\n", arguments[1]);
  return 2;
}

}  // namespace
}  // namespace godel::benchmarks

int main(int argc, char** argv) {
  return godel::benchmarks::Main({argv, static_cast<size_t>(argc)});
}
