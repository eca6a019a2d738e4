// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/example_card.h"

#include <fmt/format.h>

#include <cstdint>

#include "godel/evaluate/groundedness/copied_spans.h"
#include "godel/evaluate/groundedness/located_words.h"
#include "godel/evaluate/groundedness/novel_entities.h"

namespace godel {
namespace {

enum : uint8_t { kPlain = 0, kCopied = 1, kNovel = 2 };

void MarkBytes(size_t begin, size_t end, uint8_t mark, std::vector<uint8_t>* marks) {
  for (size_t at = begin; at < end; ++at) (*marks)[at] |= mark;
}

void MarkSpans(std::span<const LocatedWord> words, const CopiedSpans& copied, std::vector<uint8_t>* marks) {
  for (const CopiedSpan& span : copied.spans)
    MarkBytes(words[span.first].begin, words[span.first + span.count - 1].end, kCopied, marks);
}

Html Marked(std::string_view text, const std::vector<uint8_t>& marks) {
  Html html;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin + 1;
    while (end < text.size() && marks[end] == marks[begin]) ++end;
    Html piece = TextHtml(text.substr(begin, end - begin));
    if ((marks[begin] & kNovel) != 0) piece = Element("u", "", piece);
    if ((marks[begin] & kCopied) != 0) piece = Element("mark", "", piece);
    html += piece;
    begin = end;
  }
  return html;
}

Html Turns(std::span<const std::string> turns) {
  Html html;
  for (const std::string& turn : turns) html += {"– " + EscapeXml(turn) + "\n"};
  return html;
}

// The last turns, and the older ones folded away.
Html Context(const Example& example) {
  constexpr size_t kShown = 4;
  const std::span<const std::string> turns = example.context;
  if (turns.size() <= kShown + 1) return Turns(turns);
  const size_t older = turns.size() - kShown;
  Html folded = Element("summary", "", fmt::format("{} earlier turns", older));
  folded += Turns(turns.first(older));
  Html html = Element("details", "", folded);
  html += Turns(turns.subspan(older));
  return html;
}

Html Knowledge(const Example& example, std::span<const std::string_view> copying) {
  constexpr size_t kLong = 700;  // bytes: some ten lines
  const std::vector<LocatedWord> words = LocateWords(example.knowledge);
  std::vector<uint8_t> marks(example.knowledge.size(), kPlain);
  for (const std::string_view reply : copying) MarkSpans(words, FindCopiedSpans(words, LocateWords(reply)), &marks);
  Html text = Marked(example.knowledge, marks);
  if (example.knowledge.size() <= kLong) return text;
  Html folded = Element("summary", "", fmt::format("{} words", words.size()));
  folded += text;
  return Element("details", "", folded);
}

void AddLine(std::string_view label, const Html& text, Html* list) {
  *list += Element("dt", "", label);
  *list += Element("dd", "", text);
}

}  // namespace

Html MarkGrounding(std::string_view text, const Example& example) {
  std::vector<uint8_t> marks(text.size(), kPlain);
  if (!example.knowledge.empty()) {
    const std::vector<LocatedWord> words = LocateWords(text);
    MarkSpans(words, FindCopiedSpans(words, LocateWords(example.knowledge)), &marks);
    std::vector<std::string_view> known(example.context.begin(), example.context.end());
    known.push_back(example.knowledge);
    for (const Entity& entity : FindEntities(text, known)) {
      if (entity.novel) MarkBytes(entity.begin, entity.end, kNovel, &marks);
    }
  }
  return Marked(text, marks);
}

Html RenderExampleCard(const Example& example, std::span<const CardLine> lines, std::string_view scores,
                       std::span<const std::string_view> copying) {
  Html list;
  if (!example.instruction.empty()) AddLine("Instruction", TextHtml(example.instruction), &list);
  AddLine("Context", Context(example), &list);
  if (!example.knowledge.empty()) AddLine("Knowledge", Knowledge(example, copying), &list);
  for (const CardLine& line : lines) AddLine(line.label, line.text, &list);
  Html card = Element("dl", "", list);
  if (!scores.empty()) card += Element("p", "scores", scores);
  return Element("article", "", card);
}

}  // namespace godel
