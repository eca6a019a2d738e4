// SPDX-License-Identifier: MIT
// `godel prepare reddit-multiref`: the test set of Reddit with several references.
#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "command_line/exit_status.h"
#include "command_line/input_progress.h"
#include "command_line/output_file.h"
#include "godel/dataset/line_source.h"
#include "godel/dataset/text_sink.h"
#include "godel/prepare/reddit/multi_reference.h"
#include "prepare/prepared_output.h"
#include "prepare/subcommands.h"

namespace godel::apps {
namespace {

constexpr const char* kRedditMultirefExamples = R"(Example:
  godel prepare reddit RS_2018-* RC_2018-* --format tsv --keep-branches -o test.tsv
  godel prepare reddit-multiref test.tsv --list multiref.txt -o test.refs.txt --references refs.txt

Each row of the list is a word and, behind tabs, "score,link,parent,comment" of the replies to the same turns. Rows of the
output are the turns and the replies, each as "score|reply"; --references has them without the scores.)";

struct MultirefFlags {
  std::vector<std::string> inputs;
  std::string list, output, references;
  bool overwrite = false;
};

Status ForEachLine(const std::string& file, InputProgress& progress, size_t* num_lines,
                   const std::function<Status(std::string_view)>& use) {
  GODEL_TRY(LineSource lines, LineSource::Open(file, {.bytes = progress.bytes()}));
  while (true) {
    GODEL_TRY(const std::optional<SourceLine> line, lines.Next());
    if (!line) return {};
    progress.Show(++*num_lines, "line");
    if (line->text.empty()) continue;
    const Status status = use(line->text);
    if (!status) return Within(fmt::format("{}:{}", file, line->number), status.error());
  }
}

Status WriteRows(const std::string& file, const std::vector<MultiReferenceBuilder::Item>& items,
                 ReferenceScores scores) {
  GODEL_TRY(const std::unique_ptr<TextSink> sink, OpenTextSink(file));
  for (const auto& item : items) GODEL_TRY_STATUS(sink->WriteLine(MultiReferenceRow(item, scores)));
  return sink->Commit();
}

Status Prepare(const MultirefFlags& flags) {
  GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  if (!flags.references.empty()) GODEL_TRY_STATUS(CheckNewFile(flags.references, flags.overwrite));
  MultiReferenceBuilder builder;
  std::vector<std::filesystem::path> files = {flags.list};
  files.insert(files.end(), flags.inputs.begin(), flags.inputs.end());
  InputProgress progress({.files = files});
  size_t lines = 0;
  GODEL_TRY_STATUS(
      ForEachLine(flags.list, progress, &lines, [&](std::string_view row) { return builder.AddListRow(row); }));
  for (const std::string& file : flags.inputs)
    GODEL_TRY_STATUS(
        ForEachLine(file, progress, &lines, [&](std::string_view row) { return builder.AddConversation(row); }));
  progress.End();
  Tally tally{"rows", "references", "references missing", "references to other turns", "rows without a reference"};
  const auto items = builder.Build(tally);
  PrintTally(tally);
  if (items.empty())
    return Fail(ErrorCode::kBadData, "no reference of the list is among the rows; nothing was written");
  GODEL_TRY_STATUS(WriteRows(flags.output, items, ReferenceScores::kKeep));
  if (!flags.references.empty()) GODEL_TRY_STATUS(WriteRows(flags.references, items, ReferenceScores::kLeaveOut));
  return {};
}

}  // namespace

Command AddPrepareRedditMultiref(CLI::App& prepare) {
  auto* const app = prepare.add_subcommand("reddit-multiref", "Reddit's test set with several references");
  const auto flags = std::make_shared<MultirefFlags>();
  app->add_option("FILES", flags->inputs, "Rows of 'godel prepare reddit --format tsv'")->type_name("")->required();
  app->add_option("--list", flags->list, "Which replies belong together")->type_name("FILE")->required();
  app->add_option("-o,--output", flags->output, "Turns and scored references")->type_name("FILE")->required();
  app->add_option("--references", flags->references, "The same without scores")->type_name("FILE");
  app->add_flag("--overwrite", flags->overwrite, "Replace outputs that exist");
  app->footer(kRedditMultirefExamples);
  return {.app = app, .run = [flags] { return ExitStatus(Prepare(*flags)); }};
}

}  // namespace godel::apps
