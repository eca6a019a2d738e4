// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/paired_texts.h"

#include <fmt/format.h>

#include <utility>

#include "godel/evaluate/metrics/text_files.h"

namespace godel {
namespace {

Result<std::vector<std::string>> ReadSingle(const std::string& path, const std::string& field, MissingField missing) {
  if (!HoldsJsonLines(path)) return ReadTextLines(path);
  GODEL_TRY(std::vector<std::vector<std::string>> rows, ReadTextField(path, field, missing));
  std::vector<std::string> texts;
  texts.reserve(rows.size());
  for (std::vector<std::string>& row : rows) {
    if (row.size() != 1)
      return Fail(ErrorCode::kBadData, fmt::format("{}: {}: expected one text a row; row {} has {}", path, field,
                                                   texts.size() + 1, row.size()));
    texts.push_back(std::move(row.front()));
  }
  return texts;
}

std::string CountTexts(size_t count) {
  return fmt::format("{} text{}", count, count == 1 ? "" : "s");
}

Status CheckLength(const PairedTextFiles& files, size_t hypotheses, const std::string& path, size_t texts) {
  if (texts == hypotheses) return {};
  return Fail(ErrorCode::kBadData, fmt::format("{} has {} and {} has {}; they belong together line by line",
                                               files.hypotheses, CountTexts(hypotheses), path, CountTexts(texts)));
}

Status AddReferences(const PairedTextFiles& files, const std::string& path, PairedTexts* texts) {
  std::vector<std::vector<std::string>> rows;
  if (HoldsJsonLines(path)) {
    GODEL_TRY(rows, ReadTextField(path, files.reference_field, MissingField::kIsAnError));
  } else {
    GODEL_TRY(std::vector<std::string> lines, ReadTextLines(path));
    for (std::string& line : lines) rows.push_back({std::move(line)});
  }
  GODEL_TRY_STATUS(CheckLength(files, texts->hypotheses.size(), path, rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    for (std::string& text : rows[i]) texts->references[i].push_back(std::move(text));
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> ReadSingleTexts(const std::string& path, const std::string& field) {
  return ReadSingle(path, field, MissingField::kIsAnError);
}

Result<PairedTexts> ReadPairedTexts(const PairedTextFiles& files) {
  const bool rows = HoldsJsonLines(files.hypotheses);
  if (files.references.empty() && !rows)
    return Fail(ErrorCode::kInvalidArgument, "references are required, unless the hypotheses are JSON lines with both");
  PairedTexts texts;
  GODEL_TRY(texts.hypotheses, ReadSingleTexts(files.hypotheses, files.hypothesis_field));
  const size_t count = texts.hypotheses.size();
  if (count == 0) return Fail(ErrorCode::kBadData, files.hypotheses + ": there is no text in it");
  texts.references.resize(count);
  const std::vector<std::string> same = {files.hypotheses};
  for (const std::string& path : files.references.empty() ? same : files.references)
    GODEL_TRY_STATUS(AddReferences(files, path, &texts));
  const std::string knowledge = files.knowledge.empty() && rows ? files.hypotheses : files.knowledge;
  if (!knowledge.empty()) {
    GODEL_TRY(texts.knowledge, ReadSingle(knowledge, files.knowledge_field, MissingField::kIsEmpty));
    GODEL_TRY_STATUS(CheckLength(files, count, knowledge, texts.knowledge.size()));
  }
  if (!files.baseline.empty()) {
    GODEL_TRY(texts.baseline, ReadSingleTexts(files.baseline, files.hypothesis_field));
    GODEL_TRY_STATUS(CheckLength(files, count, files.baseline, texts.baseline.size()));
  }
  return texts;
}

}  // namespace godel
