// SPDX-License-Identifier: MIT
#include "godel/prepare/dataset_card.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "godel/base/mapped_file.h"
#include "godel/base/replacing_file.h"

namespace godel {
namespace {

void AddTo(std::vector<std::string>* licences, const std::string& licence) {
  if (!licence.empty() && std::find(licences->begin(), licences->end(), licence) == licences->end())
    licences->push_back(licence);
}

CardJson InputJson(const std::string& file, const std::optional<CardJson>& card) {
  CardJson input = {{"file", file}};
  std::error_code failed;
  if (std::filesystem::is_regular_file(file, failed)) {
    const auto bytes = std::filesystem::file_size(file, failed);
    if (!failed) input["bytes"] = bytes;
  }
  if (card) {
    for (const char* key : {"made_by", "examples", "sha256"})
      if (const auto member = card->find(key); member != card->end() && member->is_primitive()) input[key] = *member;
    if (const std::vector<std::string> licences = LicencesOf(*card); !licences.empty()) input["licences"] = licences;
  }
  return input;
}

}  // namespace

std::filesystem::path CardPath(const std::string& output) {
  return output + ".card.json";
}

std::optional<CardJson> ReadCardOf(const std::string& output) {
  constexpr size_t kMaxBytes = size_t{1} << 20;
  std::error_code failed;
  if (output == "-" || !std::filesystem::is_regular_file(CardPath(output), failed)) return std::nullopt;
  const auto text = ReadTextFile(CardPath(output), kMaxBytes);
  // Json sorts its keys, but keeps to limits; what passes it holds nothing that the other parser could fail on.
  if (!text || !ParseJson(*text, {.max_bytes = kMaxBytes, .max_depth = 16})) return std::nullopt;
  CardJson card = CardJson::parse(*text, /*cb=*/nullptr, /*allow_exceptions=*/false);
  if (!card.is_object()) return std::nullopt;
  return card;
}

std::vector<std::string> LicencesOf(const CardJson& card) {
  std::vector<std::string> licences;
  const auto member = card.is_object() ? card.find("licences") : card.end();
  if (member == card.end() || !member->is_array()) return licences;
  for (const CardJson& licence : *member)
    if (licence.is_string()) AddTo(&licences, licence.get_ref<const std::string&>());
  return licences;
}

Status WriteDatasetCard(const std::filesystem::path& path, const DatasetCard& card) {
  CardJson json = {{"made_by", card.made_by}};
  for (const auto& [name, value] : card.parameters) json["parameters"][name] = value;
  json["inputs"] = CardJson::array();
  std::vector<std::string> licences;
  AddTo(&licences, card.licence);
  for (const std::string& file : card.inputs) {
    const std::optional<CardJson> input_card = ReadCardOf(file);
    json["inputs"].push_back(InputJson(file, input_card));
    if (!input_card) continue;
    for (const std::string& licence : LicencesOf(*input_card)) AddTo(&licences, licence);
  }
  if (!licences.empty()) json["licences"] = licences;
  for (const Tally::Row& row : card.tally.rows()) json["counts"][row.name] = row.count;
  json["examples"] = card.examples;
  json["sha256"] = card.sha256;
  return WriteTextFile(path, Dump(json, 2) + "\n");
}

}  // namespace godel
