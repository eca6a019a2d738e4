// SPDX-License-Identifier: MIT
// How much a reply rests on the knowledge it was given. What each figure can and cannot say: docs/evaluation.md.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "godel/dataset/example.h"

namespace godel {

// Of a text that stands where the example's response does.
struct Groundedness {
  double knowledge_f1 = 0;
  double copied_share = 0;  // CopiedSpans
  size_t longest_copy = 0;  // words
  size_t entities = 0;
  size_t novel_entities = 0;
  // ln p(text | context, knowledge) - ln p(text | context), divided by the text's tokens; knowledge_gain.h.
  std::optional<double> knowledge_gain = {};
};

// From the texts alone. nullopt for an example without knowledge: there is nothing to rest on.
std::optional<Groundedness> MeasureGroundedness(std::string_view text, const Example& example);

// Over the texts of a data set.
struct GroundednessSummary {
  size_t texts = 0;  // with knowledge
  double knowledge_f1 = 0;
  double copied_share = 0;
  double longest_copy = 0;
  double copying_texts = 0;  // share of those with a copied span
  double entities_per_text = 0;
  double novel_entity_rate = 0;               // of all entities of all texts; 0 when there are none
  double texts_with_novel = 0;                // share of texts with one or more
  std::optional<double> knowledge_gain = {};  // mean over the texts that have one
  double helped_by_knowledge = 0;             // share of those whose gain is above 0
};

GroundednessSummary SummarizeGroundedness(std::span<const std::optional<Groundedness>> texts);

// For comparison, what a text without regard to the knowledge gets: number i is given the response of the example half
// of the data further on, which is seldom of the same dialog.
size_t StrangerOf(size_t example, size_t examples);

}  // namespace godel
