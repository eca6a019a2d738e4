// SPDX-License-Identifier: MIT
// `godel prepare dedup`: examples that were said before, dropped.
#include <fmt/format.h>

#include <memory>
#include <utility>

#include "command_line/exit_status.h"
#include "godel/prepare/cleaning/duplicate_finder.h"
#include "prepare/corpus.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kDedupExamples = R"(Examples:
  godel prepare dedup train.jsonl.gz -o unique.jsonl.gz
  godel prepare dedup a.jsonl b.jsonl --on response --threshold 0.9 --min-words 5 -o unique.jsonl

Keeps the first example of those that say the same, and their order. Texts are compared as sets of runs of --shingle
words, by MinHash signatures; case and punctuation do not count. Examples of one dialog share their contexts, so among
them only exact copies are dropped. Memory: signatures, not texts, about 730 bytes for each example that is kept.)";

struct DedupFlags {
  ExampleFlags examples;
  std::string on = "both";
  DuplicateOptions options;
  PreparedOutputFlags output;
};

Result<ExampleParts> ParseParts(const std::string& name) {
  for (const auto& [known, parts] :
       {std::pair{"response", ExampleParts::kResponse}, std::pair{"context", ExampleParts::kContext},
        std::pair{"both", ExampleParts::kBoth}, std::pair{"all", ExampleParts::kAll}})
    if (name == known) return parts;
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("--on: expected response, context, both or all, found {}", name));
}

Result<CorpusReading> Deduplicate(const ExampleFlags& examples, const DuplicateOptions& options,
                                  InputProgress& progress, ExampleWriter& writer) {
  using enum DuplicateFinder::Kind;
  DuplicateFinder finder(options);
  const auto use = [&](const Example& example, Tally& tally) -> Status {
    const DuplicateFinder::Verdict verdict = finder.Add(example);
    if (verdict.kind == kNew) return writer.Write(example);
    tally.Count(verdict.kind == kExact ? "dropped: exact duplicates" : "dropped: near duplicates");
    return {};
  };
  GODEL_TRY(CorpusReading reading, ReadExamples(examples, progress, use));
  reading.tally.Count("clusters of near duplicates", finder.num_clusters());
  reading.tally.Count("examples in the largest of them", finder.largest_cluster());
  progress.End();
  fmt::print(stderr, "{} bands of {}; {:.1f} MiB\n", finder.bands().count, finder.bands().rows,
             static_cast<double>(finder.bytes()) / (1 << 20));
  return reading;
}

Status Run(const DedupFlags& flags) {
  DuplicateOptions options = flags.options;
  GODEL_TRY(options.parts, ParseParts(flags.on));
  PreparationRecord record{.made_by = "godel prepare dedup",
                           .parameters = {{"on", flags.on},
                                          {"threshold", fmt::to_string(options.minhash.threshold)},
                                          {"num_perm", fmt::to_string(options.minhash.permutations)},
                                          {"shingle", fmt::to_string(options.shingle)},
                                          {"min_words", fmt::to_string(options.min_words)},
                                          {"seed", fmt::to_string(options.minhash.seed)}},
                           .inputs = NamesOf(flags.examples.files),
                           .tally = {"examples", "dropped: exact duplicates", "dropped: near duplicates"}};
  return PrepareCorpus(flags.output, std::move(record), {.files = flags.examples.files},
                       [&](InputProgress& progress, ExampleWriter& writer) {
                         return Deduplicate(flags.examples, options, progress, writer);
                       });
}

}  // namespace

Command AddPrepareDedup(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("dedup", "Drop examples that were said before, also in other words");
  const auto flags = std::make_shared<DedupFlags>();
  AddExampleFlags(*app, flags->examples);
  AddMaxBadRowsFlag(*app, flags->examples.max_bad_rows);
  app->add_option("--on", flags->on, "What is compared: response, context, both, or all (with the knowledge)")
      ->type_name("PARTS")
      ->capture_default_str();
  app->add_option("--threshold", flags->options.minhash.threshold,
                  "Jaccard similarity from which on one is a duplicate")
      ->type_name("SHARE")
      ->check(CLI::Range(0.1, 1.0))
      ->capture_default_str();
  app->add_option("--num-perm", flags->options.minhash.permutations, "Numbers in a signature; more estimate better")
      ->type_name("N")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  app->add_option("--shingle", flags->options.shingle, "Words in a run")
      ->type_name("N")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app->add_option("--min-words", flags->options.min_words, "Shorter texts are never duplicates")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--seed", flags->options.minhash.seed, "Of the signatures")->type_name("N")->capture_default_str();
  AddPreparedOutputFlags(*app, flags->output);
  app->footer(kDedupExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Run(*flags)); }};
}

}  // namespace godel::apps
