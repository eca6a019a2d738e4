// SPDX-License-Identifier: MIT
// Rows of task corpora: whatever they hold gives examples that can be written and read again, or an error. The first
// byte says which corpus: w, i, c, d, t (CoQA's text), m (an array inside of an object), p (phrases and measures).
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "godel/base/utf8.h"
#include "godel/dataset/example_json.h"
#include "godel/prepare/cleaning/text_measures.h"
#include "godel/prepare/phrase_matcher.h"
#include "godel/prepare/tasks/coqa.h"
#include "godel/prepare/tasks/dstc9.h"
#include "godel/prepare/tasks/wizard_of_internet.h"
#include "godel/prepare/tasks/wizard_of_wikipedia.h"

namespace {

using namespace godel;

void Check(const Result<std::vector<Example>>& examples) {
  if (!examples) {
    if (examples.error().message.empty()) __builtin_trap();
    return;
  }
  for (const Example& example : *examples) {
    const auto row = ParseJson(ExampleRow(example));
    if (!row || !ParseExample(*row)) __builtin_trap();
  }
}

void ReadArrayMember(std::string text) {
  const RowSourceOptions options{.max_row_bytes = 1000, .kind = RowKind::kAnyJson, .array_member = "data", .bytes = {}};
  auto bytes = DecompressBytes(BytesOf(std::move(text)), options.bytes);
  if (!bytes) return;
  auto rows = MakeRowSource(LineSource(std::move(*bytes), "fuzz.json"), options);
  while (rows) {
    const auto row = (*rows)->Next();
    if (!row || !*row) return;
  }
}

void MatchPhrases(std::string_view text) {
  const size_t cut = text.find('\n');
  const PhraseMatcher matcher({std::string(text.substr(0, cut)), "new york", "$hit"});
  const std::string_view rest = cut == std::string_view::npos ? text : text.substr(cut + 1);
  const auto all = matcher.FindAll(rest);
  if (all.empty() == matcher.FindFirst(rest).has_value()) __builtin_trap();
  const double share = MarkupShare(rest);
  if (share < 0 || share > 1 || CountNonPrinting(rest) > CountCodePoints(rest)) __builtin_trap();
  if (LongestRepetition(rest) > rest.size()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const char kind = static_cast<char>(data[0]);
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (kind == 'm') ReadArrayMember(text);
  if (kind == 'p') MatchPhrases(text);
  if (kind == 't') {
    for (const std::string& turn : CutCoqaRounds(text))
      if (turn.empty()) __builtin_trap();
  }
  const auto json = ParseJson(text);
  if (!json) return 0;
  Tally tally;
  if (kind == 'w') Check(ConvertWowDialog(*json, "fuzz/0", {}, &tally));
  if (kind == 'i') Check(ConvertWoiDialog(*json, "fuzz/0", WoiStart::kPersona, &tally));
  if (kind == 'c') Check(ConvertCoqaStory(*json, "fuzz/0", {.answers = CoqaAnswers::kAll}, &tally));
  if (kind == 'd' && json->is_array() && json->size() == 3)
    Check(ConvertDstc9Log((*json)[0], (*json)[1], (*json)[2], &tally));
  return 0;
}
