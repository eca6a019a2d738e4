// SPDX-License-Identifier: MIT
// CoQA's baselines' files of one question a line.
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "godel/dataset/example_json.h"
#include "godel/dataset/line_source.h"
#include "godel/prepare/digest.h"
#include "godel/prepare/tasks/coqa.h"

namespace godel {
namespace {

// The mark that begins at `at`: "<Q>", "<A12>". 0 when there is none.
size_t MarkBytes(std::string_view text, size_t at) {
  if (text.size() - at < 3 || text[at] != '<' || (text[at + 1] != 'Q' && text[at + 1] != 'A')) return 0;
  size_t end = at + 2;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end < text.size() && text[end] == '>' ? end + 1 - at : 0;
}

Result<Example> ConvertLines(const SourceLine& source, const SourceLine& target, bool cuts_rounds) {
  constexpr std::string_view kBar = "||";
  constexpr size_t kNameDigits = 16;
  if (source.too_long || target.too_long)
    return Fail(ErrorCode::kResourceExhausted, "the line is longer than what is read of one");
  // The story may hold bars of its own; questions do not.
  const size_t bar = source.text.rfind(kBar);
  if (bar == std::string::npos) return Fail(ErrorCode::kBadData, "expected \"story || question\", found no ||");
  const std::string_view question = TrimSpace(std::string_view(source.text).substr(bar + kBar.size()));
  Example example;
  example.knowledge = TrimSpace(std::string_view(source.text).substr(0, bar));
  if (cuts_rounds)
    example.context = CutCoqaRounds(question);
  else if (!question.empty())
    example.context.emplace_back(question);
  example.response = TrimSpace(target.text);
  if (example.context.empty()) return Fail(ErrorCode::kBadData, "there is no question behind the ||");
  if (example.response.empty()) return Fail(ErrorCode::kBadData, "there is no answer in the other file's line");
  example.dialog = "coqa/" + HexDigest(DigestKind::kSha224, example.knowledge).substr(0, kNameDigits);
  return example;
}

tl::unexpected<Error> UnevenFiles(const LineSource& shorter, const LineSource& longer) {
  return Fail(ErrorCode::kBadData,
              fmt::format("{} has more lines than {}: line n of one belongs to line n of the other", longer.name(),
                          shorter.name()));
}

}  // namespace

std::vector<std::string> CutCoqaRounds(std::string_view text) {
  std::vector<std::string> turns;
  size_t begin = 0;
  const auto take_turn = [&](size_t end) {
    const std::string_view turn = TrimSpace(text.substr(begin, end - begin));
    if (!turn.empty()) turns.emplace_back(turn);
  };
  for (size_t at = text.find('<'); at < text.size(); at = text.find('<', at + 1)) {
    const size_t mark = MarkBytes(text, at);
    if (mark == 0) continue;
    take_turn(at);
    begin = at + mark;
  }
  take_turn(text.size());
  return turns;
}

Result<CorpusReading> ReadCoqaText(const CoqaTextFiles& files, const GiveExample& give) {
  GODEL_TRY(LineSource source, LineSource::Open(files.source.string(), {.bytes = files.bytes}));
  GODEL_TRY(LineSource target, LineSource::Open(files.target.string(), {.bytes = files.bytes}));
  CorpusReading reading{.tally = {"questions", "examples"}, .bad_rows = BadRows({.max_rows = files.max_bad_rows})};
  while (true) {
    GODEL_TRY(const std::optional<SourceLine> line, source.Next());
    GODEL_TRY(const std::optional<SourceLine> answer, target.Next());
    if (!line && !answer) return reading;
    if (!line) return UnevenFiles(source, target);
    if (!answer) return UnevenFiles(target, source);
    if (TrimSpace(line->text).empty() && TrimSpace(answer->text).empty()) continue;
    auto example = ConvertLines(*line, *answer, files.cuts_rounds);
    if (!example) {
      GODEL_TRY_STATUS(reading.bad_rows.Add({files.source.string(), line->number, std::move(example.error().message)}));
      continue;
    }
    reading.tally.Count("questions");
    reading.tally.Count("examples");
    GODEL_TRY_STATUS(give(std::move(*example)));
  }
}

}  // namespace godel
