// SPDX-License-Identifier: MIT
// What the card of a model says of the data that it learned from.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/train/model_card.h"
#include "godel/train/training_arguments.h"

namespace godel::train {

// What is stated beside a data file.
struct StatedData {
  std::string made_by = {};                // "godel prepare wow"; empty: not said
  std::optional<size_t> examples = {};     // of the whole file
  std::vector<std::string> licenses = {};  // as they were written: "CC BY 4.0"
  bool was_changed = false;                // the file, since: nothing of this is said then
};

// nullopt: nothing is stated.
using FindStatedData = std::function<std::optional<StatedData>(const std::string& file)>;

// The training files that gave something: `examples` are those that were learned from, a number for each file. A file
// of which nothing is stated has its name and number. `find` may be empty.
std::vector<DataSource> DataSources(const DataArguments& data, const std::vector<size_t>& examples,
                                    const FindStatedData& find);

// The Hub's identifier for a license as people write it: "cc-by-4.0" for "CC BY 4.0", "apache-2.0" for "Apache License
// 2.0". Empty for what it has none for, and where versions differ and none is given.
std::string HubLicense(std::string_view license);

// The one license that all of the data and the model that training began with (a folder; empty: from scratch) state;
// empty when one of them states none or another. A model's README.md has it in its front matter, as on the Hub.
std::string LicenseOfAll(const std::vector<DataSource>& data, const std::string& base_folder);

}  // namespace godel::train
