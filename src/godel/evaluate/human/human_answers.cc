// SPDX-License-Identifier: MIT
#include "godel/evaluate/human/human_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace godel {
namespace {

// nullopt for what the scale does not have.
std::optional<double> ParseValue(const Json& value, StudyMode mode) {
  if (mode == StudyMode::kLikert) {
    if (!value.is_number_integer()) return std::nullopt;
    const auto step = value.get<int64_t>();
    if (step < 1 || step > kLikertSteps) return std::nullopt;
    return static_cast<double>(step);
  }
  if (value == "a") return 1;
  if (value == "b") return -1;
  if (value == "tie") return 0;
  return std::nullopt;
}

Judgement ParseJudgement(const Json& answer, StudyMode mode, AnswerCounts* counts) {
  Judgement judgement;
  for (size_t d = 0; d < kDimensionCount; ++d) {
    const auto found = answer.find(Dimensions()[d].key);
    if (found == answer.end() || found->is_null()) continue;
    judgement[d] = ParseValue(*found, mode);
    if (!judgement[d]) ++counts->bad_values;
  }
  return judgement;
}

bool IsEmpty(const Judgement& judgement) {
  return std::none_of(judgement.begin(), judgement.end(), [](const auto& value) { return value.has_value(); });
}

size_t PlaceOf(const std::string& annotator, HumanAnswers* answers) {
  const auto found = std::find(answers->annotators.begin(), answers->annotators.end(), annotator);
  if (found != answers->annotators.end()) return static_cast<size_t>(found - answers->annotators.begin());
  answers->annotators.push_back(annotator);
  answers->judgements.emplace_back();
  return answers->annotators.size() - 1;
}

void AddAnswer(const Json& answer, const std::map<std::string, size_t>& items, StudyMode mode,
               std::map<size_t, Judgement>* of_annotator, AnswerCounts* counts) {
  const auto id = OptionalMember<std::string>(answer, "item");
  if (!answer.is_object() || !id || !*id) {
    ++counts->bad_answers;
    return;
  }
  const auto item = items.find(**id);
  if (item == items.end()) {
    ++counts->unknown_items;
    return;
  }
  const Judgement judgement = ParseJudgement(answer, mode, counts);
  if (IsEmpty(judgement)) return;  // an item that was only looked at
  if (!of_annotator->insert_or_assign(item->second, judgement).second) ++counts->duplicates;
}

}  // namespace

Status AddAnswers(const Json& json, const HumanStudy& study, const std::string& file_name, HumanAnswers* answers) {
  GODEL_TRY(const std::optional<std::string> format, OptionalMember<std::string>(json, "format"));
  if (format.value_or("") != "godel-human-answers")
    return Fail(ErrorCode::kBadData, "these are no answers to a study; the page's button downloads them");
  GODEL_TRY(const std::optional<std::string> id, OptionalMember<std::string>(json, "study"));
  if (id.value_or("") != study.id)
    return Fail(ErrorCode::kBadData, fmt::format("these are answers to the study {}, and the key is of {}",
                                                 id.value_or("(none)"), study.id));
  GODEL_TRY(const std::optional<std::string> annotator, OptionalMember<std::string>(json, "annotator"));
  const auto list = json.find("answers");
  if (list == json.end() || !list->is_array()) return Fail(ErrorCode::kBadData, "answers: expected a list");

  std::map<std::string, size_t> items;
  for (size_t i = 0; i < study.items.size(); ++i) items.emplace(study.items[i].id, i);
  const std::string name = annotator.value_or("").empty() ? file_name : *annotator;
  const size_t place = PlaceOf(name, answers);
  for (const Json& answer : *list) AddAnswer(answer, items, study.mode, &answers->judgements[place], &answers->counts);
  ++answers->counts.files;
  return {};
}

Result<HumanAnswers> ReadAnswers(std::span<const std::filesystem::path> files, const HumanStudy& study) {
  HumanAnswers answers;
  for (const std::filesystem::path& file : files) {
    GODEL_TRY(const Json json, ReadJsonFile(file));
    auto added = AddAnswers(json, study, file.filename().string(), &answers);
    if (!added) return Within(file.string(), std::move(added.error()));
  }
  for (const auto& of_annotator : answers.judgements) {
    answers.counts.answers += of_annotator.size();
    for (const auto& [item, judgement] : of_annotator) {
      const bool whole = std::all_of(judgement.begin(), judgement.end(), [](const auto& v) { return v.has_value(); });
      answers.counts.partial += whole ? 0 : 1;
    }
  }
  return answers;
}

}  // namespace godel
