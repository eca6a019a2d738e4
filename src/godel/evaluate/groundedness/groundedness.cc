// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/groundedness.h"

#include <algorithm>
#include <string>

#include "godel/evaluate/groundedness/copied_spans.h"
#include "godel/evaluate/groundedness/located_words.h"
#include "godel/evaluate/groundedness/novel_entities.h"
#include "godel/evaluate/metrics/normalize_answer.h"
#include "godel/evaluate/metrics/unigram_f1.h"

namespace godel {

std::optional<Groundedness> MeasureGroundedness(std::string_view text, const Example& example) {
  if (example.knowledge.empty()) return std::nullopt;
  Groundedness measured;
  const std::string reply = NormalizeAnswer(text), knowledge = NormalizeAnswer(example.knowledge);
  measured.knowledge_f1 = UnigramF1(SplitWords(reply), SplitWords(knowledge));
  const CopiedSpans copied = FindCopiedSpans(LocateWords(text), LocateWords(example.knowledge));
  measured.copied_share = copied.share;
  measured.longest_copy = copied.longest;
  std::vector<std::string_view> known(example.context.begin(), example.context.end());
  known.push_back(example.knowledge);
  const std::vector<Entity> entities = FindEntities(text, known);
  measured.entities = entities.size();
  measured.novel_entities = static_cast<size_t>(
      std::count_if(entities.begin(), entities.end(), [](const Entity& entity) { return entity.novel; }));
  return measured;
}

GroundednessSummary SummarizeGroundedness(std::span<const std::optional<Groundedness>> texts) {
  GroundednessSummary sum;
  size_t entities = 0, novel = 0, with_gain = 0, helped = 0;
  double gain = 0;
  for (const std::optional<Groundedness>& text : texts) {
    if (!text) continue;
    ++sum.texts;
    sum.knowledge_f1 += text->knowledge_f1;
    sum.copied_share += text->copied_share;
    sum.longest_copy += static_cast<double>(text->longest_copy);
    sum.copying_texts += text->copied_share > 0 ? 1 : 0;
    sum.texts_with_novel += text->novel_entities > 0 ? 1 : 0;
    entities += text->entities;
    novel += text->novel_entities;
    if (!text->knowledge_gain) continue;
    ++with_gain;
    gain += *text->knowledge_gain;
    helped += *text->knowledge_gain > 0 ? 1 : 0;
  }
  if (sum.texts == 0) return sum;
  const auto count = static_cast<double>(sum.texts);
  for (double* mean :
       {&sum.knowledge_f1, &sum.copied_share, &sum.longest_copy, &sum.copying_texts, &sum.texts_with_novel})
    *mean /= count;
  sum.entities_per_text = static_cast<double>(entities) / count;
  if (entities > 0) sum.novel_entity_rate = static_cast<double>(novel) / static_cast<double>(entities);
  if (with_gain > 0) {
    sum.knowledge_gain = gain / static_cast<double>(with_gain);
    sum.helped_by_knowledge = static_cast<double>(helped) / static_cast<double>(with_gain);
  }
  return sum;
}

size_t StrangerOf(size_t example, size_t examples) {
  return examples == 0 ? 0 : (example + examples / 2) % examples;
}

}  // namespace godel
