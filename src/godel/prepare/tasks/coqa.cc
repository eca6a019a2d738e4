// SPDX-License-Identifier: MIT
#include "godel/prepare/tasks/coqa.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "godel/prepare/tasks/dialog_examples.h"
#include "godel/prepare/tasks/json_fields.h"

namespace godel {
namespace {

// "input_text" of the i-th element, which must say that it belongs to round i + 1 if it says anything.
Result<std::string> TextOfRound(const Json& rounds, size_t i) {
  const Json& round = rounds[i];
  if (!round.is_object()) return Fail(ErrorCode::kBadData, "expected an object, found " + Excerpt(round));
  GODEL_TRY(const std::optional<size_t> turn, OptionalMember<size_t>(round, "turn_id"));
  if (turn && *turn != i + 1)
    return Fail(ErrorCode::kBadData, fmt::format("turn_id: expected {}, found {}", i + 1, *turn));
  return TextMember(round, "input_text");
}

// What the other annotators answered to question i, without what is there already.
Status AddOtherAnswers(const Json& story, size_t i, std::vector<std::string>* answers) {
  const auto others = story.find("additional_answers");
  if (others == story.end() || others->is_null()) return {};
  if (!others->is_object())
    return Fail(ErrorCode::kBadData, "additional_answers: expected an object, found " + Excerpt(*others));
  std::unordered_set<std::string> known(answers->begin(), answers->end());
  for (const auto& [annotator, rounds] : others->items()) {
    if (!rounds.is_array() || i >= rounds.size())
      return Fail(ErrorCode::kBadData,
                  fmt::format("additional_answers: {}: expected an answer to question {}, found {}",
                              Excerpt(Json(annotator)), i + 1, Excerpt(rounds)));
    GODEL_TRY(std::string answer, TextOfRound(rounds, i));
    if (known.insert(answer).second) answers->push_back(std::move(answer));
  }
  return {};
}

struct CoqaRound {
  std::string question;
  std::vector<std::string> answers;  // the first one goes into the history
};

Result<CoqaRound> ParseRound(const Json& story, const Json& questions, const Json& answers, size_t i,
                             CoqaAnswers which) {
  CoqaRound round;
  GODEL_TRY(round.question, TextOfRound(questions, i));
  GODEL_TRY(round.answers.emplace_back(), TextOfRound(answers, i));
  if (round.question.empty()) return Fail(ErrorCode::kBadData, "input_text: the question is empty");
  if (which == CoqaAnswers::kAll) GODEL_TRY_STATUS(AddOtherAnswers(story, i, &round.answers));
  return round;
}

}  // namespace

Result<std::vector<Example>> ConvertCoqaStory(const Json& story, const std::string& name, const CoqaOptions& options,
                                              Tally* tally) {
  GODEL_TRY(const std::string text, TextMember(story, "story"));
  GODEL_TRY(const std::string id, TextMemberOrNothing(story, "id"));
  GODEL_TRY(const Json* questions, ArrayMember(story, "questions"));
  GODEL_TRY(const Json* answers, ArrayMember(story, "answers"));
  if (questions->size() != answers->size())
    return Fail(ErrorCode::kBadData,
                fmt::format("there are {} questions and {} answers", questions->size(), answers->size()));
  DialogExamples examples("coqa/" + (id.empty() ? name : id));
  std::vector<std::string> history;  // a question, its answer, ...
  for (size_t i = 0; i < questions->size(); ++i) {
    auto round = ParseRound(story, *questions, *answers, i, options.answers);
    if (!round) return Within(fmt::format("question {}", i + 1), std::move(round.error()));
    const size_t kept = std::min(history.size(), 2 * options.rounds);
    std::vector<std::string> context(history.end() - static_cast<std::ptrdiff_t>(kept), history.end());
    context.push_back(round->question);
    for (const std::string& answer : round->answers) {
      if (answer.empty()) {
        tally->Count("left out: empty answers");
      } else if (answer == "unknown" && !options.keeps_unknown) {
        tally->Count("left out: the story does not say");
      } else {
        GODEL_TRY_STATUS(examples.Add(context, text, answer));
      }
    }
    history.push_back(std::move(round->question));
    history.push_back(std::move(round->answers.front()));
  }
  return std::move(examples).Take();
}

Result<CorpusReading> ReadCoqa(TaskFiles files, const CoqaOptions& options, const GiveExample& give) {
  files.rows.array_member = "data";
  const ConvertRow convert = [&](const Json& row, const std::string& name, Tally* tally) {
    return ConvertCoqaStory(row, name, options, tally);
  };
  return ReadTaskRows(files, "stories", convert, give);
}

}  // namespace godel
