// SPDX-License-Identifier: MIT
#include "godel/train/data_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "godel/text/lower_ascii.h"
#include "godel/train/yaml_config.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

// Of https://huggingface.co/docs/hub/repositories-licenses, those that data and models of dialogs come under.
constexpr std::array kHubLicenses = {"afl-3.0",
                                     "apache-2.0",
                                     "bsd-2-clause",
                                     "bsd-3-clause",
                                     "c-uda",
                                     "cc-by-2.0",
                                     "cc-by-2.5",
                                     "cc-by-3.0",
                                     "cc-by-4.0",
                                     "cc-by-nc-2.0",
                                     "cc-by-nc-3.0",
                                     "cc-by-nc-4.0",
                                     "cc-by-nc-nd-3.0",
                                     "cc-by-nc-nd-4.0",
                                     "cc-by-nc-sa-2.0",
                                     "cc-by-nc-sa-3.0",
                                     "cc-by-nc-sa-4.0",
                                     "cc-by-nd-4.0",
                                     "cc-by-sa-3.0",
                                     "cc-by-sa-4.0",
                                     "cc0-1.0",
                                     "cdla-permissive-1.0",
                                     "cdla-permissive-2.0",
                                     "cdla-sharing-1.0",
                                     "gpl-2.0",
                                     "gpl-3.0",
                                     "mit",
                                     "odbl",
                                     "odc-by",
                                     "pddl",
                                     "unlicense",
                                     "wtfpl"};

// What the front matter of a model's card states; empty without a card, or when it cannot be read.
std::string LicenseOfModel(const fs::path& folder) {
  constexpr size_t kMaxBytes = size_t{1} << 20;
  constexpr std::string_view kStart = "---\n";
  const auto text = ReadTextFile(folder / "README.md", kMaxBytes);
  if (!text || !text->starts_with(kStart)) return "";
  const size_t end = text->find("\n---", kStart.size());
  if (end == std::string::npos) return "";
  const auto members = ParseYaml(text->substr(kStart.size(), end + 1 - kStart.size()), /*max_depth=*/16);
  if (!members || !members->is_object()) return "";
  const auto license = members->find("license");
  return license != members->end() && license->is_string() ? license->get<std::string>() : "";
}

}  // namespace

std::vector<DataSource> DataSources(const DataArguments& data, const std::vector<size_t>& examples,
                                    const FindStatedData& find) {
  std::vector<DataSource> sources;
  for (size_t i = 0; i < data.train_file.size(); ++i) {
    if (examples[i] == 0) continue;
    const TrainFile& file = data.train_file[i];
    DataSource source{.name = fs::path(file.path).filename().string(), .examples = examples[i]};
    if (file.weight != 1) source.remark = fmt::format("weight {}", file.weight);
    const auto remark = [&source](const std::string& text) {
      source.remark += (source.remark.empty() ? "" : ", ") + text;
    };
    const auto stated = find ? find(file.path) : std::nullopt;
    if (stated && stated->was_changed) {
      remark("changed since its card was written");
    } else if (stated) {
      source.licenses = stated->licenses;
      source.examples_of_all = stated->examples.value_or(0);
      if (!stated->made_by.empty()) remark("made by " + stated->made_by);
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

std::string HubLicense(std::string_view license) {
  std::string name;
  for (const char c : LowerAscii(license)) name += c == ' ' || c == '_' ? '-' : c;
  for (const std::string_view word : {"-license", "-licence"})
    if (const size_t at = name.find(word); at != std::string::npos) name.erase(at, word.size());
  const bool is_known = std::find(kHubLicenses.begin(), kHubLicenses.end(), name) != kHubLicenses.end();
  return is_known ? name : "";
}

std::string LicenseOfAll(const std::vector<DataSource>& data, const std::string& base_folder) {
  std::set<std::string> found;
  for (const DataSource& source : data) {
    if (source.licenses.empty()) return "";
    for (const std::string& license : source.licenses) found.insert(HubLicense(license));
  }
  if (!base_folder.empty()) found.insert(HubLicense(LicenseOfModel(base_folder)));
  return found.size() == 1 ? *found.begin() : "";
}

}  // namespace godel::train
