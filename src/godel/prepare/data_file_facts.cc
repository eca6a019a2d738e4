// SPDX-License-Identifier: MIT
#include "godel/prepare/data_file_facts.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "godel/dataset/example_json.h"
#include "godel/prepare/digest.h"

namespace godel {
namespace {

std::string TextOf(const CardJson& object, const char* key) {
  const auto member = object.is_object() ? object.find(key) : object.end();
  if (member == object.end() || member->is_null()) return "";
  return member->is_string() ? member->get<std::string>() : Dump(*member);
}

// A text that cannot end its table's cell.
std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') cell += '\\';
    cell += c == '\n' || c == '\r' ? ' ' : c;
  }
  return cell;
}

struct NamedLengths {
  const char* name;
  const LengthCounts* lengths;
};

std::vector<NamedLengths> LengthsOf(const ExampleStatistics& statistics) {
  return {{"turns of the context", &statistics.turns},
          {"context", &statistics.context},
          {"knowledge", &statistics.knowledge},
          {"response", &statistics.response}};
}

double GroundedPercent(const ExampleStatistics& statistics) {
  if (statistics.examples == 0) return 0;
  return 100 * static_cast<double>(statistics.knowledge.total()) / static_cast<double>(statistics.examples);
}

std::string Licences(const CardJson& card) {
  const std::vector<std::string> licences = LicencesOf(card);
  return licences.empty() ? "not stated" : fmt::format("{}", fmt::join(licences, "; "));
}

std::string SourcesMarkdown(const CardJson& card) {
  std::string text = fmt::format("\n## Where it comes from\n\nMade by `{}`.", Cell(TextOf(card, "made_by")));
  if (const auto parameters = card.find("parameters"); parameters != card.end() && parameters->is_object())
    for (const auto& [name, value] : parameters->items())
      text += fmt::format(" {}: {}.", Cell(name), Cell(TextOf(*parameters, name.c_str())));
  text += fmt::format("\n\nLicences: {}.\n", Cell(Licences(card)));
  const auto inputs = card.find("inputs");
  if (inputs == card.end() || !inputs->is_array() || inputs->empty()) return text;
  text += "\n| source | bytes | made by | licences |\n| --- | ---: | --- | --- |\n";
  for (const CardJson& input : *inputs)
    text += fmt::format("| {} | {} | {} | {} |\n", Cell(TextOf(input, "file")), Cell(TextOf(input, "bytes")),
                        Cell(TextOf(input, "made_by")), Cell(Licences(input)));
  return text;
}

std::string CountsMarkdown(const CardJson& card) {
  const auto counts = card.find("counts");
  if (counts == card.end() || !counts->is_object() || counts->empty()) return "";
  std::string text = "\n## How many\n\n| | |\n| --- | ---: |\n";
  for (const auto& [name, count] : counts->items())
    text += fmt::format("| {} | {} |\n", Cell(name), Cell(TextOf(*counts, name.c_str())));
  return text;
}

}  // namespace

Result<DataFileFacts> MeasureDataFile(const std::string& file, const ExampleReaderOptions& options) {
  const CountTokens count_words = [](std::string_view text) -> Result<size_t> { return CountWords(text); };
  DataFileFacts facts;
  facts.file = file;
  GODEL_TRY(ExampleReader reader, ExampleReader::Open({file}, options));
  Digest digest(DigestKind::kSha256);
  while (true) {
    GODEL_TRY(const std::optional<Example> example, reader.Next());
    if (!example) break;
    GODEL_TRY_STATUS(AddTo(*example, count_words, &facts.statistics));
    digest.Add(ExampleRow(*example));
    digest.Add("\n");
  }
  facts.sha256 = std::move(digest).Hex();
  facts.bad_rows = reader.rows().bad_rows().count();
  facts.card = ReadCardOf(file);
  std::error_code failed;
  if (std::filesystem::is_regular_file(file, failed)) facts.bytes = std::filesystem::file_size(file, failed);
  return facts;
}

std::optional<bool> MatchesItsCard(const DataFileFacts& facts) {
  if (!facts.card) return std::nullopt;
  const std::string said = TextOf(*facts.card, "sha256");
  if (said.empty()) return std::nullopt;
  return said == facts.sha256;
}

std::string ToMarkdown(const DataFileFacts& facts) {
  const ExampleStatistics& statistics = facts.statistics;
  std::string text =
      fmt::format("# {}\n\n| | |\n| --- | --- |\n", Cell(std::filesystem::path(facts.file).filename().string()));
  text += fmt::format("| examples | {} |\n| dialogs | {} |\n| with knowledge | {} ({:.1f} %) |\n", statistics.examples,
                      statistics.num_dialogs(), statistics.knowledge.total(), GroundedPercent(statistics));
  if (facts.bytes) text += fmt::format("| bytes | {} |\n", *facts.bytes);
  if (facts.bad_rows > 0) text += fmt::format("| rows that cannot be read | {} |\n", facts.bad_rows);
  text += fmt::format("| SHA-256 of the rows | {} |\n", facts.sha256);
  if (MatchesItsCard(facts) == false)
    text += "| | **not the hash that its card names: the file was changed since** |\n";
  text +=
      "\n## Lengths in words\n\n| | least | median | 90 % | most | mean |\n| --- | ---: | ---: | ---: | ---: | ---: "
      "|\n";
  for (const auto& [name, lengths] : LengthsOf(statistics))
    text += fmt::format("| {} | {} | {} | {} | {} | {:.1f} |\n", name, lengths->Quantile(0), lengths->Quantile(0.5),
                        lengths->Quantile(0.9), lengths->Quantile(1), lengths->Mean());
  if (facts.card) text += SourcesMarkdown(*facts.card) + CountsMarkdown(*facts.card);
  return text;
}

CardJson ToJson(const DataFileFacts& facts) {
  const ExampleStatistics& statistics = facts.statistics;
  CardJson json = {{"file", facts.file},
                   {"examples", statistics.examples},
                   {"dialogs", statistics.num_dialogs()},
                   {"with_knowledge", statistics.knowledge.total()},
                   {"bad_rows", facts.bad_rows},
                   {"sha256", facts.sha256}};
  if (facts.bytes) json["bytes"] = *facts.bytes;
  if (const std::optional<bool> matches = MatchesItsCard(facts)) json["matches_its_card"] = *matches;
  for (const auto& [name, lengths] : LengthsOf(statistics))
    json["lengths"][name] = {{"min", lengths->Quantile(0)},
                             {"median", lengths->Quantile(0.5)},
                             {"p90", lengths->Quantile(0.9)},
                             {"max", lengths->Quantile(1)},
                             {"mean", lengths->Mean()}};
  if (facts.card) json["card"] = *facts.card;
  return json;
}

}  // namespace godel
