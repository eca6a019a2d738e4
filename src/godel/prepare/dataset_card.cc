// SPDX-License-Identifier: MIT
#include "godel/prepare/dataset_card.h"

#include <nlohmann/json.hpp>
#include <system_error>

#include "godel/base/replacing_file.h"

namespace godel {
namespace {

using CardJson = nlohmann::ordered_json;

CardJson InputJson(const std::string& file) {
  CardJson input = {{"file", file}};
  std::error_code failed;
  if (std::filesystem::is_regular_file(file, failed)) {
    const auto bytes = std::filesystem::file_size(file, failed);
    if (!failed) input["bytes"] = bytes;
  }
  return input;
}

}  // namespace

std::filesystem::path CardPath(const std::string& output) {
  return output + ".card.json";
}

Status WriteDatasetCard(const std::filesystem::path& path, const DatasetCard& card) {
  CardJson json = {{"made_by", card.made_by}};
  for (const auto& [name, value] : card.parameters) json["parameters"][name] = value;
  json["inputs"] = CardJson::array();
  for (const std::string& file : card.inputs) json["inputs"].push_back(InputJson(file));
  if (!card.licence.empty()) json["licence"] = card.licence;
  for (const Tally::Row& row : card.tally.rows()) json["counts"][row.name] = row.count;
  json["examples"] = card.examples;
  json["sha256"] = card.sha256;
  return WriteTextFile(path, json.dump(2, ' ', false, CardJson::error_handler_t::replace) + "\n");
}

}  // namespace godel
