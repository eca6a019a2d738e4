// SPDX-License-Identifier: MIT
#include "godel/engine/model_step_decoder.h"

#include <vector>

#include "godel/base/check.h"

namespace godel {

void ModelStepDecoder::Add(size_t sequence, std::shared_ptr<const CrossKv> cross, size_t max_rows,
                           std::span<const TokenId> prefix) {
  const auto [entry, added] = sequences_.emplace(sequence, Sequence{std::move(cross), model_.MakeCache(max_rows)});
  GODEL_CHECK(added && !prefix.empty());
  if (prefix.size() == 1) return;
  const DecoderInput input{&entry->second.cache, 0, entry->second.cross.get(), prefix.first(prefix.size() - 1)};
  model_.Decode({&input, 1});
}

Result<std::span<float>> ModelStepDecoder::Step(std::span<const SearchRows> groups) {
  std::vector<DecoderInput> inputs;
  std::vector<size_t> parents;
  size_t num_rows = 0;
  for (const SearchRows& group : groups) {
    Sequence& sequence = sequences_.at(group.sequence);
    parents.clear();
    for (const RowStep& row : group.rows) parents.push_back(row.parent);
    sequence.cache.Reorder(parents);
    num_rows += group.rows.size() + group.draft.size();
    sequence.drafted.clear();
    if (!group.draft.empty()) {
      sequence.drafted.push_back(group.rows[0].token);
      sequence.drafted.insert(sequence.drafted.end(), group.draft.begin(), group.draft.end());
      inputs.push_back({&sequence.cache, 0, sequence.cross.get(), sequence.drafted});
      continue;
    }
    for (size_t i = 0; i < group.rows.size(); ++i)
      inputs.push_back({&sequence.cache, i, sequence.cross.get(), {&group.rows[i].token, 1}});
  }
  const ConstMatrixView hidden = model_.Decode(inputs);
  logits_.Resize(num_rows, model_.config().vocab_size);
  model_.LogitsToChooseFrom(hidden, logits_.view());
  return std::span<float>(logits_.data(), logits_.rows() * logits_.cols());
}

void ModelStepDecoder::KeepDraft(size_t sequence, size_t accepted) {
  Sequence& kept = sequences_.at(sequence);
  const size_t rejected = kept.drafted.size() - 1 - accepted;
  kept.cache.Truncate(0, kept.cache.length(0) - rejected);
}

}  // namespace godel
