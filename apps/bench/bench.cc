// SPDX-License-Identifier: MIT
// `godel bench`: how fast a model runs here, and how near to this machine's limits.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>

#include "bench/case.h"
#include "bench/peak_memory.h"
#include "bench/report.h"
#include "bench/work.h"
#include "command_line/exit_status.h"
#include "command_line/interrupt.h"
#include "command_line/model_flags.h"
#include "commands.h"

namespace godel::apps {
namespace {

constexpr const char* kBenchExamples = R"(Examples:
  godel bench --model ./GODEL-v1_1-base-seq2seq
  godel bench --cases 1x64 --profile            # where the time goes
  godel bench --cases 1x128 --num-beams 4 --json

A case BxS is B requests of S source tokens that are answered together with exactly --new tokens each, whatever the
model would say. "first" is encoding and the first token, "step" each further token of all requests. Nothing else
should run meanwhile.)";

struct BenchFlags {
  ModelFlags model;
  std::string cases = "1x64,1x512,4x128,16x128";
  BenchSearch search;
  size_t repetitions = 3;
  bool profile = false;
  bool json = false;
};

// The type of the weights that the engine computes with.
std::string WeightsName(const Engine& engine) {
  return Describe(engine.weights());
}

Result<BenchResult> RunCase(Engine& engine, const BenchCase& bench_case, const BenchFlags& flags) {
  BenchResult result{.bench_case = bench_case,
                     .times = {},
                     .encode_flop = EncodeFlop(engine.config(), engine.weights().cross_attention, bench_case),
                     .step_bytes = StepBytes(engine, bench_case, flags.search),
                     .peak_bytes = 0,
                     .profile = {}};
  GODEL_TRY(result.times, RunBenchCase(engine, bench_case, flags.search, flags.repetitions));
  result.peak_bytes = PeakMemoryBytes();
  if (flags.profile) {
    GODEL_TRY(result.profile, ProfileBenchCase(engine, bench_case, flags.search));
  }
  return result;
}

Result<int> Bench(const BenchFlags& flags) {
  GODEL_TRY(const std::vector<BenchCase> cases, ParseBenchCases(flags.cases));
  size_t rows = 0;
  for (const BenchCase& bench_case : cases) rows = std::max(rows, bench_case.requests * flags.search.beams);
  if (rows > kMaxBenchRequests)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} requests times beams at once are more than {}; ask for fewer with --cases or "
                            "--num-beams",
                            rows, kMaxBenchRequests));
  GODEL_TRY(const std::filesystem::path folder, FindModel(flags.model));
  GODEL_TRY(const std::unique_ptr<Engine> engine,
            LoadEngine(flags.model, {.max_batch_rows = rows, .encoder_cache_bytes = 0}));
  ExitOnInterrupt("\ngodel: interrupted\n");
  BenchReport report{.model = folder.string(),
                     .weights = WeightsName(*engine),
                     .isa = std::string(engine->isa_name()),
                     .threads = engine->num_threads(),
                     .search = flags.search,
                     .limits = {},
                     .results = {}};
  for (const BenchCase& bench_case : cases) {
    const std::string name = fmt::format("{}x{}", bench_case.requests, bench_case.source_tokens);
    if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "godel: running {}\n", name);
    auto result = RunCase(*engine, bench_case, flags);
    if (!result) return Within(name, std::move(result.error()));
    report.results.push_back(std::move(*result));
  }
  // Last, because its large buffer would count as the model's peak memory.
  report.limits = engine->MeasureMachine();
  if (!flags.json) {
    PrintBenchTable(report);
    return kDone;
  }
  for (const BenchResult& result : report.results) fmt::print("{}\n", Dump(ToJson(report, result)));
  return kDone;
}

}  // namespace

Command AddBench(CLI::App& program) {
  auto* const app = program.add_subcommand("bench", "How fast a model runs on this machine");
  const auto flags = std::make_shared<BenchFlags>();
  flags->model.draft = false;  // peers do not guess, and these inputs hold nothing worth copying
  AddModelFlags(*app, flags->model);
  app->add_option("--cases", flags->cases, "Requests x source tokens, a list")
      ->type_name("BxS,...")
      ->capture_default_str();
  app->add_option("--new", flags->search.new_tokens, "New tokens of each request")
      ->type_name("N")
      ->check(CLI::Range(size_t{2}, kMaxBenchTokens))
      ->capture_default_str();
  app->add_option("--num-beams,--num_beams", flags->search.beams, "Beams of each request; 1 is greedy")
      ->type_name("N")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app->add_option("--repetitions", flags->repetitions, "Runs of each case; the best counts")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app->add_flag("--profile", flags->profile, "Show the time of each operation, from one run more");
  app->add_flag("--json", flags->json, "Print a line of JSON a case");
  app->footer(kBenchExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Bench(*flags)); }};
}

}  // namespace godel::apps
