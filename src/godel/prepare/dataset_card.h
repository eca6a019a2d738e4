// SPDX-License-Identifier: MIT
// What a prepared data set was made of, how, and what it holds: a JSON file beside it.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/tally.h"

namespace godel {

struct DatasetCard {
  std::string made_by;                                               // "godel prepare msmarco"
  std::vector<std::pair<std::string, std::string>> parameters = {};  // flags that shaped it, by name
  std::vector<std::string> inputs = {};                              // files
  std::string licence = {};  // of the inputs, as the user states it; may be empty
  Tally tally = {};
  size_t examples = 0;
  std::string sha256 = {};  // of the rows before compression
};

// "train.jsonl.gz" has its card at "train.jsonl.gz.card.json".
std::filesystem::path CardPath(const std::string& output);

// Names and sizes of the inputs are read here; one that is gone or a pipe stands there without a size. Error: kIo.
Status WriteDatasetCard(const std::filesystem::path& path, const DatasetCard& card);

}  // namespace godel
