// SPDX-License-Identifier: MIT
// `godel prepare msmarco`.
#include <memory>

#include "command_line/exit_status.h"
#include "godel/prepare/grounded/msmarco.h"
#include "prepare/corpus.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kMsMarcoExamples = R"(Example:
  godel prepare msmarco train_v2.1.json.gz --output msmarco.jsonl.gz

The file is one object of objects that are keyed alike: query, answers and passages. It is read once and never held:
queries wait for their passages in a temporary file (TMPDIR).
  Context is the query, Knowledge the selected passages, Response the first answer. Queries that nobody could answer are
  dropped; --upstream-rules keeps them ("No Answer Present."), and joins several answers.)";

Status PrepareMsMarco(const CorpusFlags& flags) {
  const auto read = [&](InputProgress& progress, ExampleWriter& writer) -> Result<CorpusReading> {
    CorpusReading reading{.bad_rows = BadRows({.max_rows = flags.max_bad_rows})};
    size_t texts = 0;
    const MsMarcoOptions options{.upstream_rules = flags.upstream_rules, .bytes = progress.bytes(), .on_entry = [&] {
                                   progress.Show(++texts, "text");
                                 }};
    const auto take = [&](const Example& example) { return writer.Write(example); };
    for (const std::filesystem::path& file : flags.files)
      GODEL_TRY_STATUS(ReadMsMarco(file.string(), options, take, &reading));
    return reading;
  };
  return PrepareCorpus(flags.output, RecordOf("godel prepare msmarco", flags), {.files = flags.files}, read);
}

}  // namespace

Command AddPrepareMsMarco(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("msmarco", "MS MARCO's questions with the passages that answer them");
  const auto flags = std::make_shared<CorpusFlags>();
  AddCorpusFlags(*app, *flags);
  app->footer(kMsMarcoExamples);
  return {.app = app, .run = [flags] { return ExitStatus(PrepareMsMarco(*flags)); }};
}

}  // namespace godel::apps
