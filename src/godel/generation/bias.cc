// SPDX-License-Identifier: MIT
// Scores added to the id that completes a sequence: wanted phrases, unwanted phrases, bad words.
#include <algorithm>
#include <map>
#include <utility>

#include "godel/generation/logits_processor.h"

namespace godel {
namespace {

// Whether the last id of `sequence` would complete it. A sequence must be no longer than the decoder ids so far,
// although one id less would do: the reference's rule, which keeps a two-word sequence quiet after a lone start token.
bool WouldComplete(std::span<const TokenId> sequence, std::span<const TokenId> decoder_ids) {
  if (sequence.size() == 1) return true;
  if (sequence.size() > decoder_ids.size()) return false;
  const auto head = sequence.first(sequence.size() - 1);
  const auto tail = decoder_ids.last(head.size());
  return std::equal(head.begin(), head.end(), tail.begin());
}

// Biases by sequence. As in a Python dict, the same sequence given again replaces the bias.
using BiasTable = std::map<std::vector<TokenId>, float>;

LogitsProcessor MakeFromTable(BiasTable table) {
  return [table = std::move(table)](const ProcessorContext& context, std::span<float> scores) {
    std::map<TokenId, float> total;  // several sequences may end with the same id: their biases add up first
    for (const auto& [ids, bias] : table)
      if (InRow(ids.back(), scores) && WouldComplete(ids, context.decoder_ids)) total[ids.back()] += bias;
    for (const auto& [id, bias] : total) scores[Index(id)] += bias;
  };
}

}  // namespace

LogitsProcessor MakeSequenceBias(std::span<const SequenceBias> biases) {
  BiasTable table;
  for (const SequenceBias& entry : biases)
    if (!entry.ids.empty()) table[entry.ids] = entry.bias;
  return MakeFromTable(std::move(table));
}

// A bad word that is just the end token is dropped, as in the reference: banning it would keep replies from ending.
LogitsProcessor MakeNoBadWords(std::span<const std::vector<TokenId>> words, std::span<const TokenId> eos_ids) {
  BiasTable table;
  for (const std::vector<TokenId>& word : words) {
    const bool is_eos = word.size() == 1 && std::find(eos_ids.begin(), eos_ids.end(), word[0]) != eos_ids.end();
    if (!word.empty() && !is_eos) table[word] = kForbidden;
  }
  return MakeFromTable(std::move(table));
}

}  // namespace godel
