// SPDX-License-Identifier: MIT
// What a prepared data set was made of, how, and what it holds: a JSON file beside it.
#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/prepare/tally.h"

namespace godel {

struct DatasetCard {
  std::string made_by = {};                                          // "godel prepare msmarco"
  std::vector<std::pair<std::string, std::string>> parameters = {};  // flags that shaped it, by name
  std::vector<std::string> inputs = {};                              // files
  // Of the inputs, as the user states it; may be empty. Those that the inputs' cards name are added.
  std::string licence = {};
  Tally tally = {};
  size_t examples = 0;
  std::string sha256 = {};  // of the rows before compression
};

// "train.jsonl.gz" has its card at "train.jsonl.gz.card.json".
std::filesystem::path CardPath(const std::string& output);

using CardJson = nlohmann::ordered_json;  // counts in the order of their steps

// The card beside a data file; nullopt when there is none, or none that can be read.
std::optional<CardJson> ReadCardOf(const std::string& output);

// "licences" of a card, as far as they are texts.
std::vector<std::string> LicencesOf(const CardJson& card);

// Names and sizes of the inputs are read here, and what their own cards say of them: what made them, from how many
// examples, and their licences, which become the output's too. An input that is gone or a pipe stands there without a
// size. Error: kIo.
Status WriteDatasetCard(const std::filesystem::path& path, const DatasetCard& card);

}  // namespace godel
