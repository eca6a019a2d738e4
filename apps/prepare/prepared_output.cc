// SPDX-License-Identifier: MIT
#include "prepare/prepared_output.h"

#include <fmt/format.h>

#include <algorithm>

#include "command_line/notices.h"
#include "command_line/output_file.h"
#include "godel/prepare/dataset_card.h"

namespace godel::apps {

void AddPreparedOutputFlags(CLI::App& app, PreparedOutputFlags& flags) {
  app.add_option("-o,--output", flags.output, "JSON lines; a name that ends in .gz or .zst is compressed")
      ->type_name("FILE")
      ->required();
  app.add_flag("--overwrite", flags.overwrite, "Replace the output when it exists");
  app.add_option("--licence", flags.licence, "The licence of the corpus, for the card")->type_name("TEXT");
}

Result<ExampleWriter> OpenPreparedOutput(const PreparedOutputFlags& flags) {
  GODEL_TRY_STATUS(CheckNewFile(flags.output, flags.overwrite));
  return ExampleWriter::Open(flags.output);
}

Status FinishPreparation(const PreparedOutputFlags& flags, const PreparationRecord& record, ExampleWriter writer) {
  PrintTally(record.tally);
  if (writer.examples() == 0)
    return Fail(ErrorCode::kBadData, fmt::format("no example came out; {} was not written", flags.output));
  GODEL_TRY_STATUS(writer.Commit());
  const DatasetCard card{.made_by = record.made_by,
                         .parameters = record.parameters,
                         .inputs = record.inputs,
                         .licence = flags.licence,
                         .tally = record.tally,
                         .examples = writer.examples(),
                         .sha256 = writer.TakeDigest()};
  // A pipe has no place beside it.
  if (flags.output != "-") {
    GODEL_TRY_STATUS(WriteDatasetCard(CardPath(flags.output), card));
  }
  fmt::print(stderr, "{}: {}\n", flags.output, Count(card.examples, "example"));
  return {};
}

void PrintTally(const Tally& tally) {
  size_t width = 0;
  for (const Tally::Row& row : tally.rows()) width = std::max(width, row.name.size());
  for (const Tally::Row& row : tally.rows()) fmt::print(stderr, "  {:<{}}  {:>9}\n", row.name, width, row.count);
}

}  // namespace godel::apps
