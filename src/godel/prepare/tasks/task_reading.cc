// SPDX-License-Identifier: MIT
#include "godel/prepare/tasks/task_reading.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "godel/dataset/split.h"

namespace godel {

std::string StemOf(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  const size_t dot = name.find('.', 1);
  return name.substr(0, dot);
}

Result<CorpusReading> ReadTaskRows(const TaskFiles& files, const std::string& noun, const ConvertRow& convert,
                                   const GiveExample& give) {
  CorpusReading reading{.tally = {}, .bad_rows = BadRows({.max_rows = files.max_bad_rows})};
  reading.tally.Count(noun, 0);
  reading.tally.Count("examples", 0);
  for (const std::filesystem::path& file : files.files) {
    GODEL_TRY(const std::unique_ptr<RowSource> rows, OpenRowSource(file.string(), files.rows));
    const std::string stem = StemOf(file);
    for (size_t index = 0;; ++index) {
      GODEL_TRY(const std::optional<SourceRow> row, rows->Next());
      if (!row) break;
      Tally of_row;  // a bad row counts as nothing else
      auto examples = row->object ? convert(*row->object, fmt::format("{}/{}", stem, index), &of_row)
                                  : tl::unexpected<Error>(row->object.error());
      if (!examples) {
        GODEL_TRY_STATUS(reading.bad_rows.Add({file.string(), row->line, std::move(examples.error().message)}));
        continue;
      }
      reading.tally.Count(noun);
      reading.tally += of_row;
      reading.tally.Count("examples", examples->size());
      for (Example& example : *examples) GODEL_TRY_STATUS(give(std::move(example)));
    }
  }
  return reading;
}

Result<CorpusReading> ReadDialogs(const std::function<Result<CorpusReading>(const GiveExample&)>& read,
                                  const FewShot& few_shot, const GiveExample& give) {
  if (few_shot.dialogs == 0) return read(give);
  DialogSample sample(few_shot.dialogs, few_shot.seed);
  GODEL_TRY(const CorpusReading first, read([&](const Example& example) -> Status {
              sample.Add(example);
              return {};
            }));
  if (sample.size() < few_shot.dialogs)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--dialogs: {} wanted, but only {} gave examples", few_shot.dialogs, sample.size()));
  size_t left_out = 0;
  GODEL_TRY(CorpusReading reading, read([&](Example example) -> Status {
              if (sample.Contains(example)) return give(std::move(example));
              ++left_out;
              return {};
            }));
  reading.tally.Count("left out: of dialogs that were not drawn", left_out);
  return reading;
}

}  // namespace godel
