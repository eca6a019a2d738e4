// SPDX-License-Identifier: MIT
// What the readers of task corpora share: rows with their places, and few-shot choices of dialogs.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/dataset/example.h"
#include "godel/dataset/row_source.h"
#include "godel/prepare/corpus_reading.h"

namespace godel {

using GiveExample = std::function<Status(Example)>;

struct TaskFiles {
  std::vector<std::filesystem::path> files;  // plain, gzip or zstd
  size_t max_bad_rows = 0;
  RowSourceOptions rows = {};
};

// The examples of a row, or why it is a bad one. `name` is that of its place, "train/17": the file without its
// extensions, and how many rows stand before it in there.
using ConvertRow = std::function<Result<std::vector<Example>>(const Json& row, const std::string& name, Tally* tally)>;

// Row for row, in the files' order; memory: a row. The tally counts `noun`s ("dialogs") and examples, behind what it
// holds already, and `convert` may add to it. Error: as OpenRowSource and RowSource::Next; BadRows::Add; what `give`
// answers.
Result<CorpusReading> ReadTaskRows(const TaskFiles& files, const std::string& noun, const ConvertRow& convert,
                                   const GiveExample& give);

struct FewShot {
  size_t dialogs = 0;  // 0: all
  uint64_t seed = 1;
};

// Reads once, or, when few dialogs are wanted, twice: DialogSample chooses them by the seed. `read` must give the same
// again, so its files cannot be pipes. Error: kInvalidArgument when there are fewer dialogs; what `read` and `give`
// answer.
Result<CorpusReading> ReadDialogs(const std::function<Result<CorpusReading>(const GiveExample&)>& read,
                                  const FewShot& few_shot, const GiveExample& give);

// "data/train.json.gz": "train".
std::string StemOf(const std::filesystem::path& file);

}  // namespace godel
